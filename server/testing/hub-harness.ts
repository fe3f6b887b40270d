import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createHub } from '#server/container'
import type { Hub } from '#server/container'
import { readEnv } from '#server/platform/env'
import { listen } from '#server/platform/listen'
import { createLogger } from '#server/platform/logger'
import { ADMIN_TOKEN, connectHub } from './hub-client'
import type { HubClient } from './hub-client'

export { ADMIN_TOKEN, PROVIDER_CREDENTIAL } from './hub-client'

const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url))

/** Files that nobody asks for in these tests: the console is loaded when it is first visited. */
const PATHS = {
  migrations: path('prisma/migrations'),
  priceSeed: path('prisma/seed/model-prices.json'),
  consoleBuild: path('no-console'),
  publicDir: path('public'),
}

/** A whole hub on a real socket, over an empty SQLite database in a directory of its own unless the environment names
 * another one. */
export interface HubHarness extends HubClient {
  hub: Hub
  /** Everything that the hub logged, line by line. */
  logLines: readonly string[]
  close(): Promise<void>
}

/** For tests that set more up in a minute than any automation does. */
export const BUSY_ADMIN = { SETTING_ADMIN_REQUESTS_PER_MINUTE: '100000' } as const

/** @param env SETTING_* and whatever else the environment would say */
export async function startHub(env: Record<string, string> = {}): Promise<HubHarness> {
  const directory = mkdtempSync(join(tmpdir(), 'cch-hub-'))
  const logLines: string[] = []
  const log = createLogger({ level: 'info', write: (line) => logLines.push(line) })
  const hub = await createHub({
    env: readEnv({ DATA_DIR: join(directory, 'data'), ADMIN_TOKEN, NODE_ENV: 'test', ...env }),
    paths: PATHS,
    version: '0.0.0-test',
    log,
  })
  const port = await listen(hub.server, { host: '127.0.0.1', port: 0 })
  const client = await connectHub(`http://127.0.0.1:${String(port)}`)
  return {
    ...client,
    hub,
    logLines,
    async close() {
      hub.server.closeAllConnections()
      await new Promise((resolve) => hub.server.close(resolve))
      await hub.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
