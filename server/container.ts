import { readFileSync } from 'node:fs'
import type { RequestListener, Server } from 'node:http'
import { pathToFileURL } from 'node:url'
import { settingsSchema } from '#server/domain/settings'
import type { Settings } from '#server/domain/settings'
import { createCounters } from '#server/gateway/accounting/counters'
import type { Counters } from '#server/gateway/accounting/counters'
import { createKeyUses } from '#server/gateway/accounting/key-uses'
import { createAccounting } from '#server/gateway/accounting/ledger'
import { createFailureThrottle } from '#server/gateway/auth/failure-throttle'
import { createKeyCache } from '#server/gateway/auth/key-cache'
import { createPipeline } from '#server/gateway/pipeline'
import type { GatewayHandler } from '#server/gateway/pipeline'
import { createModelCatalogue } from '#server/gateway/upstream/list-models'
import { createProviderPools } from '#server/gateway/upstream/provider-pools'
import type { ProviderPools } from '#server/gateway/upstream/provider-pools'
import { createApp } from '#server/http/app'
import { createClientAddress } from '#server/http/client-address'
import { createConsoleBuildLoader } from '#server/http/console-build'
import type { Readiness } from '#server/http/health'
import { systemClock } from '#server/platform/clock'
import { openDataDir } from '#server/platform/data-dir'
import type { DataDir } from '#server/platform/data-dir'
import { openDatabase } from '#server/platform/database'
import type { Env } from '#server/platform/env'
import type { Logger } from '#server/platform/logger'
import { migrate } from '#server/platform/migrate'
import { takeProcessLock } from '#server/platform/process-lock'
import { createSecrets } from '#server/platform/secrets'
import { createFirstProviders } from '#server/services/first-providers'
import { createConfigSnapshot } from '#server/stores/config-snapshot'
import { createStores } from '#server/stores/create-stores'
import { createRequestLogWriter } from '#server/stores/request-log-writer'

export interface HubPaths {
  migrations: string
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

/** How often another process's change of the configuration is looked for: a revoked key stops within a second. */
const CONFIG_POLL_MS = 500
const KEY_CACHE_CAPACITY = 20_000

/** The composition root: the only place that constructs things. */
export async function createHub(options: HubOptions): Promise<Hub> {
  const ground = await openGround(options)
  const { config, dataDir } = ground
  const counters = createCounters()
  const pools = createProviderPools()
  const gateway = createGateway(options, ground, { counters, pools })
  config.onChange(({ providers }) => {
    pools.retain(new Set(providers.map(({ id }) => id)))
  })
  let inService = true
  const readiness = () => ({ ready: inService, degraded: config.stale ? ['database'] : [] })
  const server = createServer(options, ground, { gateway, counters, readiness })
  config.start()
  ground.keyUses.start()
  return {
    server,
    dataDir,
    inFlight: () => counters.inFlight,
    settings: () => config.current.settings,
    leaveService() {
      inService = false
    },
    async close() {
      await pools.close()
      await ground.close()
    },
  }
}

type Ground = Awaited<ReturnType<typeof openGround>>

/** What everything else stands on: the data directory, the database, the stores and the configuration in memory. */
async function openGround({ env, paths, log }: HubOptions) {
  const dataDir = openDataDir({
    path: env.DATA_DIR,
    masterKey: env.MASTER_KEY?.[0],
    adminToken: env.ADMIN_TOKEN,
  })
  const lock = env.DATABASE_URL === undefined ? await takeProcessLock(dataDir.lockFile) : null
  const url = env.DATABASE_URL ?? pathToFileURL(dataDir.databaseFile).href
  await migrate({ url, directory: paths.migrations, log })
  const secrets = createSecrets({
    masterKeys: env.MASTER_KEY ?? [dataDir.masterKey],
    adminToken: dataDir.adminToken,
  })
  const database = await openDatabase({ url })
  const stores = createStores({ database, sealer: secrets, clock: systemClock })
  const config = createConfigSnapshot({ stores, pollMs: CONFIG_POLL_MS, overrides: readOverrides(env), log })
  if (dataDir.firstBoot) await createFirstProviders({ stores, env, log })
  await config.load()
  const writer = createRequestLogWriter({ url, log })
  const keyUses = createKeyUses({ touch: (uses) => stores.apiKeys.touch(uses), log })
  return {
    dataDir,
    secrets,
    stores,
    config,
    writer,
    keyUses,
    async close() {
      config.stop()
      keyUses.stop()
      await keyUses.flush()
      await writer.close()
      await database.close()
      await lock?.release()
    },
  }
}

/** The data plane. */
function createGateway(
  { env, log }: HubOptions,
  { stores, secrets, config, writer, keyUses }: Ground,
  { counters, pools }: { counters: Counters; pools: ProviderPools },
): GatewayHandler {
  const clock = systemClock
  const address = createClientAddress(env.TRUSTED_PROXIES)
  const load = (digest: string) => stores.apiKeys.findByDigest(digest)
  return createPipeline({
    config: () => config.current,
    auth: {
      keys: createKeyCache({ load, capacity: KEY_CACHE_CAPACITY }),
      secrets,
      throttle: createFailureThrottle(),
      addressOf: ({ request }) => address.ip(request),
    },
    pools,
    models: createModelCatalogue({ pools, clock }),
    accounting: createAccounting({
      append: (row) => {
        writer.append(row)
      },
      noteKeyUse: (keyId, atMs) => {
        keyUses.note(keyId, atMs)
      },
      counters,
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
  plane: { gateway: GatewayHandler; counters: Counters; readiness: () => Readiness },
): Server {
  const { env } = options
  return createApp({
    gateway: plane.gateway,
    loadFramework: () =>
      loadFramework(options, ground, plane.counters).catch((error: unknown) => {
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
  { stores, secrets, config, writer }: Ground,
  counters: Counters,
): Promise<RequestListener> {
  const [{ createFramework }, { createServices }] = await Promise.all([
    import('#server/http/framework'),
    import('#server/services/create-services'),
  ])
  const clock = systemClock
  const onConfigChanged = () => config.refresh()
  const mode = env.NODE_ENV === 'development' ? 'development' : 'production'
  return createFramework({
    services: createServices({ stores, secrets, clock, version, onConfigChanged }),
    version,
    publicUrl: env.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    onError: (error, where) => {
      log.error({ err: error, where }, 'administration failed')
    },
    loadBuild: createConsoleBuildLoader({ buildPath: paths.consoleBuild, mode }),
    publicDir: paths.publicDir,
    mode,
    secrets,
    nowMs: () => clock.nowMs(),
    metrics: {
      inFlight: () => counters.inFlight,
      requests: () => counters.byStatusClass,
      refused: () => counters.refused,
      clientsGone: () => counters.clientsGone,
      pendingLogRows: () => writer.pending,
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

/** SETTING_* variables, each checked as the setting it names.
 * @throws Error that names every one that is unknown or out of range */
function readOverrides({ settingOverrides }: Env): Partial<Settings> {
  const values = Object.fromEntries(
    Object.entries(settingOverrides).map(([name, text]) => [name, Number(text)]),
  )
  const parsed = settingsSchema.partial().strict().safeParse(values)
  if (parsed.success)
    return Object.fromEntries(Object.entries(parsed.data).filter(([name]) => name in values))
  const problems = parsed.error.issues.map(
    (issue) => `  ${issue.path.join('.') || 'setting'}: ${issue.message}`,
  )
  throw new Error(`The SETTING_ variables are not usable:\n${problems.join('\n')}`)
}
