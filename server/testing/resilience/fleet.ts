import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '#server/platform/database'
import type { Database } from '#server/platform/database'
import { migrate } from '#server/platform/migrate'
import { createModelPriceStore } from '#server/stores/model-price-store'
import { quietLog } from '#server/stores/store-fixtures'
import { startProcess } from '../start-process'
import type { HubProcess } from '../start-process'
import { BILLED_RATES } from './billing-upstream'

const migrations = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url))

/** Processes of the hub, as an operator runs them: each with a directory of its own, all with the same environment. */
export class Fleet {
  readonly processes: HubProcess[] = []
  readonly origins: string[] = []

  constructor(
    private readonly folder: string,
    private readonly env: Record<string, string>,
  ) {}

  async start(i: number): Promise<void> {
    const hub = startProcess({
      ...this.env,
      DATA_DIR: join(this.folder, String(i)),
      SETTING_LIMIT_HEADERS: 'on',
    })
    this.processes[i] = hub
    const failed = hub.exit.then(() => Promise.reject(new Error(hub.output())))
    failed.catch(() => undefined)
    this.origins[i] = await Promise.race([hub.url, failed])
  }

  async kill(i: number): Promise<void> {
    const hub = this.processes[i]
    hub?.child.kill('SIGKILL')
    await hub?.exit
  }

  async stop(): Promise<void> {
    for (const { child } of this.processes) child.kill('SIGTERM')
    await Promise.all(this.processes.map(({ exit }) => exit))
  }
}

/** A database with the price of `billed-model`, before any hub runs on it. */
export async function openBooks(url: string): Promise<Database> {
  await migrate({ url, directory: migrations, log: quietLog })
  const database = await openDatabase({ url })
  const { client, kind } = database
  const sealer = { seal: (text: string) => text, open: (text: string) => text }
  await createModelPriceStore({ client, kind, sealer, now: () => new Date() }).add([
    {
      model: 'billed-model',
      source: 'manual',
      validFrom: new Date(0),
      prices: { rates: BILLED_RATES, tiers: {}, long: [] },
    },
  ])
  return database
}
