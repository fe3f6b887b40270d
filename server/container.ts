import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { RequestListener, Server } from 'node:http'
import { createGaugeCache } from '#server/domain/gauge-cache'
import type { Settings } from '#server/domain/settings'
import { createCounters } from '#server/gateway/accounting/counters'
import type { Counters } from '#server/gateway/accounting/counters'
import { createAccounting } from '#server/gateway/accounting/ledger'
import { createAdmissions } from '#server/gateway/admit-provider'
import { createFailureThrottle } from '#server/gateway/auth/failure-throttle'
import { createKeyCache } from '#server/gateway/auth/key-cache'
import { createQuota } from '#server/gateway/guards/quota'
import { matchRoute } from '#server/gateway/ingress/match-route'
import { createPipeline } from '#server/gateway/pipeline'
import type { GatewayHandler } from '#server/gateway/pipeline'
import { createAffinity } from '#server/gateway/session/affinity'
import { translateForPlayground } from '#server/gateway/translate/playground'
import { judgeFailure } from '#server/gateway/upstream/judge-failure'
import { createModelCatalogue } from '#server/gateway/upstream/list-models'
import { createProviderPools } from '#server/gateway/upstream/provider-pools'
import type { ProviderPools } from '#server/gateway/upstream/provider-pools'
import { createFirstByteTimes } from '#server/gateway/upstream/first-byte-times'
import { createHealthReports } from '#server/gateway/upstream/health-reports'
import { createRetryBudget } from '#server/gateway/upstream/retry-budget'
import { createApp } from '#server/http/app'
import { createClientAddress } from '#server/http/client-address'
import { createConsoleBuildLoader } from '#server/http/console-build'
import type { Readiness } from '#server/http/health'
import { createRetentionTasks } from '#server/jobs/retention-tasks'
import { createScheduler } from '#server/jobs/scheduler'
import type { Scheduler } from '#server/jobs/scheduler'
import { systemClock } from '#server/platform/clock'
import type { DataDir } from '#server/platform/data-dir'
import type { Env } from '#server/platform/env'
import type { Logger } from '#server/platform/logger'
import type { JobRunner } from '#server/services/jobs/job-runner'

import { awayFrom, describeSystem } from './describe-system'
import { openGround } from './open-ground'
import type { Ground } from './open-ground'
import { openJobs } from './open-jobs'

export interface HubPaths {
  migrations: string
  /** The prices that the hub ships. */
  priceSeed: string
  consoleBuild: string
  publicDir: string
}

export interface HubOptions {
  env: Env
  paths: HubPaths
  version: string
  log: Logger
}

export interface Hub {
  server: Server
  dataDir: DataDir
  /** Requests under way, authenticated ones. */
  inFlight(): number
  settings(): Settings
  /** Answer /readyz with 503 from now on. */
  leaveService(): void
  /** Write down what is in memory and let go of everything. */
  close(): Promise<void>
}

const KEY_CACHE_CAPACITY = 20_000

/** The composition root: the only place that constructs things. */
export async function createHub(options: HubOptions): Promise<Hub> {
  const ground = await openGround({
    env: options.env,
    migrations: options.paths.migrations,
    priceSeed: options.paths.priceSeed,
    log: options.log,
  })
  const { config, dataDir } = ground
  const counters = createCounters()
  const pools = createProviderPools({ log: options.log })
  const gateway = createGateway(options, ground, { counters, pools })
  config.onChange(({ providers }) => {
    pools.retain(new Set(providers.map(({ id }) => id)))
  })
  let inService = true
  const readiness = () => ({
    ready: inService,
    degraded: awayFrom(ground),
  })
  const work = openJobs({
    ...ground,
    events: ground.alerts.events,
    alone: ground.redis === null,
    log: options.log,
  })
  const server = createServer(options, ground, { gateway, counters, readiness, work })
  config.start()
  ground.keyUses.start()
  ground.health.start()
  ground.alerts.start()
  const jobs = createJobs(ground, options.log)
  jobs.start()
  work.start()
  return {
    server,
    dataDir,
    inFlight: () => counters.inFlight,
    settings: () => config.current.settings,
    leaveService() {
      inService = false
      void work.stop()
    },
    async close() {
      await work.stop()
      await jobs.stop()
      await pools.close()
      await ground.close()
    },
  }
}

/** What one instance of all does now and then. */
const createJobs = ({ stores, config, state }: Ground, log: Logger): Scheduler =>
  createScheduler({
    tasks: createRetentionTasks({ retention: stores.retention, settings: () => config.current.settings }),
    state,
    holder: randomUUID(),
    nowMs: () => systemClock.nowMs(),
    log,
  })

/** The data plane. */
function createGateway(
  { env, log }: HubOptions,
  {
    stores,
    secrets,
    config,
    writer,
    spend,
    alerts,
    keyUses,
    live,
    state,
    redis,
    health,
    wordAudit,
    timeZone,
  }: Ground,
  { counters, pools }: { counters: Counters; pools: ProviderPools },
): GatewayHandler {
  const clock = systemClock
  const address = createClientAddress(env.TRUSTED_PROXIES)
  const load = (digest: string) => stores.apiKeys.findByDigest(digest)
  const keys = createKeyCache({ load, capacity: KEY_CACHE_CAPACITY })
  const affinity = createAffinity({ state, ttlMs: () => config.current.settings.sessionTtlMs })
  const gauges = createGaugeCache(timeZone)
  const { noteRefused } = alerts.budgets
  const quota = createQuota({ spend, gauges, clock, onFull: noteRefused })
  return createPipeline({
    config: () => config.current,
    auth: {
      keys,
      secrets,
      throttle: createFailureThrottle(redis),
      addressOf: ({ request }) => address.ip(request),
    },
    pools,
    health: createHealthReports(health),
    affinity,
    quota,
    reportWord: (exchange, hit) => {
      wordAudit.note({
        hit,
        requestId: exchange.requestId,
        keyId: exchange.principal.key.id,
        ip: address.ip(exchange.request),
        atMs: exchange.startedAtMs,
      })
    },
    admissions: createAdmissions({ affinity, quota }),
    retryBudget: createRetryBudget(),
    firstByteTimes: createFirstByteTimes(),
    timeZone,
    models: createModelCatalogue({ pools, clock }),
    accounting: createAccounting({
      append: (requestId, row) => {
        writer.appendEncoded(requestId, row)
      },
      spend,
      gauges,
      config: () => config.current,
      currentKey: (key) => keys.peek(key.digest) ?? key,
      noteKeyUse: (keyId, atMs) => {
        keyUses.note(keyId, atMs)
      },
      counters,
      live: live.requests,
      clock,
    }),
    counters,
    clock,
    log,
  })
}

/** The one server: data plane, admin API, console, probes. */
function createServer(
  options: HubOptions,
  ground: Ground,
  plane: { gateway: GatewayHandler; counters: Counters; readiness: () => Readiness; work: JobRunner },
): Server {
  const { env } = options
  return createApp({
    gateway: plane.gateway,
    loadFramework: () =>
      loadFramework(options, ground, plane).catch((error: unknown) => {
        options.log.error({ err: error }, 'the console and the admin API could not be loaded')
        throw error
      }),
    readiness: plane.readiness,
    trustedProxies: env.TRUSTED_PROXIES,
    allowHttp: env.ALLOW_HTTP,
    tls: readTls(env),
  })
}

/** The control plane: services and what shows them. */
async function loadFramework(
  { env, paths, version, log }: HubOptions,
  ground: Ground,
  { counters, work }: { counters: Counters; work: JobRunner },
): Promise<RequestListener> {
  const { stores, secrets, config, writer, spend, alerts, live, state, redis } = ground
  const { health, healthHistory, wordAudit, timeZone } = ground
  const [{ createFramework }, { createServices }] = await Promise.all([
    import('#server/http/framework'),
    import('#server/services/create-services'),
  ])
  const clock = systemClock
  const onConfigChanged = async () => {
    await config.refresh()
    state.announce('config', '')
  }
  const mode = env.NODE_ENV === 'development' ? 'development' : 'production'
  return createFramework({
    services: createServices({
      stores,
      secrets,
      clock,
      version,
      onConfigChanged,
      config: () => config.current,
      lockedSettings: Object.keys(env.settingOverrides),
      health,
      healthHistory,
      timeZone,
      peekBinding: (sessionId) => state.peekBinding(sessionId, clock.nowMs()),
      readSpend: async (gauges) => spend.read(gauges, clock.nowMs()),
      redis,
      alerts,
      live: live.instances,
      onJobQueued: () => {
        work.nudge()
      },
      system: describeSystem(ground),
      dataPlane: { matchRoute, judgeFailure, translate: translateForPlayground },
    }),
    version,
    publicUrl: env.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    onError: (error, where) => {
      log.error({ err: error, where }, 'administration failed')
    },
    loadBuild: createConsoleBuildLoader({ buildPath: paths.consoleBuild, mode }),
    publicDir: paths.publicDir,
    mode,
    metrics: {
      inFlight: () => counters.inFlight,
      requests: () => counters.byStatusClass,
      refused: () => counters.refused,
      clientsGone: () => counters.clientsGone,
      pendingLogRows: () => writer.pending,
      wordsBlocked: () => wordAudit.blocked,
      wordEvasions: () => wordAudit.evasions,
    },
    isAdminToken: (token) => secrets.isAdminToken(token),
    address: createClientAddress(env.TRUSTED_PROXIES),
    allowHttp: env.ALLOW_HTTP,
  })
}

function readTls({ TLS_CERT_FILE, TLS_KEY_FILE }: Env): { cert: string; key: string } | null {
  if (TLS_CERT_FILE === undefined || TLS_KEY_FILE === undefined) return null
  return { cert: readFileSync(TLS_CERT_FILE, 'utf8'), key: readFileSync(TLS_KEY_FILE, 'utf8') }
}
