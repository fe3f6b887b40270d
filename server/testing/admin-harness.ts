import { fileURLToPath } from 'node:url'
import { matchRoute } from '#server/gateway/ingress/match-route'
import { translateForPlayground } from '#server/gateway/translate/playground'
import { judgeFailure } from '#server/gateway/upstream/judge-failure'
import { openJobs } from '#server/open-jobs'
import { openLive } from '#server/open-live'
import { systemClock } from '#server/platform/clock'
import { openDatabase } from '#server/platform/database'
import type { Database } from '#server/platform/database'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import { migrate } from '#server/platform/migrate'
import { createSecrets } from '#server/platform/secrets'
import type { Secrets } from '#server/platform/secrets'
import { createAlerts } from '#server/services/create-alerts'
import type { Alerts } from '#server/services/create-alerts'
import { createServices } from '#server/services/create-services'
import type { Services } from '#server/services/create-services'
import { createHealthHistory } from '#server/services/health-history'
import { createConfigSnapshot } from '#server/stores/config-snapshot'
import type { ConfigSnapshotSource } from '#server/stores/config-snapshot'
import { createStores } from '#server/stores/create-stores'
import { createHealthBoard } from '#server/stores/health-board'
import type { HealthBoard } from '#server/stores/health-board'
import type { Stores } from '#server/stores/interfaces'
import { NO_JOURNAL, createMemorySpend } from '#server/stores/memory-spend'
import { createMemoryState } from '#server/stores/memory-state'
import type { MemoryState } from '#server/stores/memory-state'
import { createSeededSpend } from '#server/stores/seeded-spend'
import type { SpendState } from '#server/stores/spend-state'

const MIGRATIONS = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** The control plane over an empty SQLite database of its own. */
export interface AdminHarness {
  /** Of the database. */
  url: string
  database: Database
  stores: Stores
  secrets: Secrets
  services: Services
  config: ConfigSnapshotSource
  state: MemoryState
  health: HealthBoard
  spend: SpendState
  alerts: Alerts
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
  const clock = systemClock
  const nowMs = () => clock.nowMs()
  const config = createConfigSnapshot({ stores, log: silent })
  await config.load()
  const state = createMemoryState()
  const health = createHealthBoard({ state, clock, log: silent })
  const { providerHealth } = stores
  const healthHistory = createHealthHistory({ providerHealth, nowMs, log: silent })
  health.onTransition((transition) => {
    healthHistory.note(transition)
  })
  const spend = createSeededSpend({
    state: createMemorySpend({ journal: NO_JOURNAL }),
    usage: stores.usage,
    nowMs,
    failClosed: () => false,
    log: silent,
  })
  const alerts = createAlerts({
    stores,
    settings: () => config.current.settings,
    readSpend: async (gauges) => spend.read(gauges, nowMs()),
    onQueued: () => undefined,
    timeZone: 'UTC',
    nowMs,
    log: silent,
  })
  const jobs = openJobs({ stores, config, events: alerts.events, alone: true, log: silent })
  let changes = 0
  const services = createServices({
    stores,
    secrets,
    clock,
    version: '1.2.3',
    onConfigChanged: () => {
      changes += 1
      return config.refresh()
    },
    config: () => config.current,
    lockedSettings: [],
    health,
    healthHistory,
    timeZone: 'UTC',
    peekBinding: (sessionId) => state.peekBinding(sessionId, nowMs()),
    readSpend: async (gauges) => spend.read(gauges, nowMs()),
    redis: null,
    alerts: { ...alerts, onQueued: () => undefined },
    live: openLive({ state, config }).instances,
    onJobQueued: () => {
      jobs.nudge()
    },
    system: {
      report: () => ({
        startedAt: new Date(0),
        database: 'sqlite',
        redis: false,
        degraded: [],
        pendingLogRows: 0,
      }),
      backups: null,
    },
    dataPlane: { matchRoute, judgeFailure, translate: translateForPlayground },
  })
  return {
    url: fixture.url,
    database,
    stores,
    secrets,
    services,
    config,
    state,
    health,
    spend,
    alerts,
    adminToken,
    configChanges: () => changes,
    async close() {
      await jobs.stop()
      await healthHistory.flush()
      await alerts.events.flush()
      alerts.events.stop()
      await database.close()
      await fixture.drop()
    },
  }
}
