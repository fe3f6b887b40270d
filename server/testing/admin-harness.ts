import { fileURLToPath } from 'node:url'
import { systemClock } from '#server/platform/clock'
import { openDatabase } from '#server/platform/database'
import type { Database } from '#server/platform/database'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import { migrate } from '#server/platform/migrate'
import { createSecrets } from '#server/platform/secrets'
import type { Secrets } from '#server/platform/secrets'
import { createServices } from '#server/services/create-services'
import type { Services } from '#server/services/create-services'
import { createStores } from '#server/stores/create-stores'
import type { Stores } from '#server/stores/interfaces'

const MIGRATIONS = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))
const silent = { info: () => undefined, warn: () => undefined }

/** The control plane over an empty SQLite database of its own. */
export interface AdminHarness {
  database: Database
  stores: Stores
  secrets: Secrets
  services: Services
  adminToken: string
  /** How often a service said that the configuration changed. */
  configChanges(): number
  close(): Promise<void>
}

export async function createAdminHarness(): Promise<AdminHarness> {
  const [sqlite] = databasesUnderTest(undefined)
  if (!sqlite) throw new Error('There is no SQLite to test on')
  const fixture = await sqlite.create()
  await migrate({ url: fixture.url, directory: MIGRATIONS, log: silent })
  const database = await openDatabase({ url: fixture.url })
  const adminToken = 'canary-admin-token-0123456789'
  const secrets = createSecrets({ masterKeys: [Buffer.alloc(32, 7).toString('base64')], adminToken })
  const stores = createStores({ database, sealer: secrets })
  let changes = 0
  const services = createServices({
    stores,
    secrets,
    clock: systemClock,
    version: '1.2.3',
    onConfigChanged: () => {
      changes += 1
      return Promise.resolve()
    },
  })
  return {
    database,
    stores,
    secrets,
    services,
    adminToken,
    configChanges: () => changes,
    async close() {
      await database.close()
      await fixture.drop()
    },
  }
}
