import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { settingsSchema } from '#server/domain/settings'
import type { Settings } from '#server/domain/settings'
import { createCounters } from '#server/gateway/accounting/counters'
import { createKeyUses } from '#server/gateway/accounting/key-uses'
import { createAccounting } from '#server/gateway/accounting/ledger'
import { createFailureThrottle } from '#server/gateway/auth/failure-throttle'
import { createKeyCache } from '#server/gateway/auth/key-cache'
import { createPipeline } from '#server/gateway/pipeline'
import { createModelCatalogue } from '#server/gateway/upstream/list-models'
import { createProviderPools } from '#server/gateway/upstream/provider-pools'
import { createAdminApi } from '#server/http/admin-api'
import { createApp } from '#server/http/app'
import { createClientAddress } from '#server/http/client-address'
import { createConsoleBuildLoader } from '#server/http/console-build'
import { createMetrics } from '#server/http/metrics'
import { createRemixHandler } from '#server/http/remix'
import { systemClock } from '#server/platform/clock'
import { openDataDir } from '#server/platform/data-dir'
import type { DataDir } from '#server/platform/data-dir'
import { openDatabase } from '#server/platform/database'
import type { Env } from '#server/platform/env'
import type { Logger } from '#server/platform/logger'
import { migrate } from '#server/platform/migrate'
import { takeProcessLock } from '#server/platform/process-lock'
import { createSecrets } from '#server/platform/secrets'
import type { Secrets } from '#server/platform/secrets'
import { createServices } from '#server/services/create-services'
import { createFirstProviders } from '#server/services/first-providers'
import { createConfigSnapshot } from '#server/stores/config-snapshot'
import { createStores } from '#server/stores/create-stores'
import { createRequestLogWriter } from '#server/stores/request-log-writer'

export interface HubPaths {
  migrations: string
  consoleBuild: string
  publicDir: string
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
export async function createHub(options: { env: Env; paths: HubPaths; version: string; log: Logger }): Promise<Hub> {
  const { env, paths, version, log } = options
  const clock = systemClock
  const dataDir = openDataDir({ path: env.DATA_DIR, masterKey: env.MASTER_KEY?.[0], adminToken: env.ADMIN_TOKEN })
  const embedded = env.DATABASE_URL === undefined
  const lock = embedded ? await takeProcessLock(dataDir.lockFile) : null
  const url = env.DATABASE_URL ?? `file:${dataDir.databaseFile}`
  await migrate({ url, directory: paths.migrations, log })

  const secrets: Secrets = createSecrets({
    masterKeys: env.MASTER_KEY ?? [dataDir.masterKey],
    adminToken: dataDir.adminToken,
  })
  const database = await openDatabase({ url })
  const stores = createStores({ database, sealer: secrets, clock })
  const config = createConfigSnapshot({ stores, pollMs: CONFIG_POLL_MS, overrides: readOverrides(env), log })
  if (dataDir.firstBoot) await createFirstProviders({ stores, env, log })
  await config.load()

  const writer = createRequestLogWriter({ url, log })
  const keyUses = createKeyUses({ touch: (uses) => stores.apiKeys.touch(uses), log })
  const counters = createCounters()
  const pools = createProviderPools()
  const address = createClientAddress(env.TRUSTED_PROXIES)
  const gateway = createPipeline({
    config: () => config.current,
    auth: {
      keys: createKeyCache({ load: (digest) => stores.apiKeys.findByDigest(digest), capacity: KEY_CACHE_CAPACITY }),
      secrets,
      throttle: createFailureThrottle(),
      addressOf: ({ request }) => address.ip(request),
    },
    pools,
    models: createModelCatalogue({ pools, clock }),
    accounting: createAccounting({
      append: (row) => { writer.append(row) },
      noteKeyUse: (keyId, atMs) => { keyUses.note(keyId, atMs) },
      counters,
      clock,
    }),
    counters,
    clock,
    log,
  })
  config.onChange(({ providers }) => { pools.retain(new Set(providers.map(({ id }) => id))) })

  const services = createServices({ stores, secrets, clock, version, onConfigChanged: () => config.refresh() })
  const publicUrl = env.PUBLIC_URL?.replace(/\/+$/, '') ?? null
  const onError = (error: unknown, where: string) => { log.error({ err: error, where }, 'administration failed') }
  const mode = env.NODE_ENV === 'development' ? 'development' : 'production'
  let inService = true
  const server = createApp({
    gateway,
    adminApi: createAdminApi({ services, version, publicUrl, onError }),
    console: createRemixHandler({
      loadBuild: createConsoleBuildLoader({ buildPath: paths.consoleBuild, mode }),
      publicDir: paths.publicDir,
      mode,
      services,
      secrets,
      publicUrl,
      nowMs: () => clock.nowMs(),
      onError,
    }),
    metrics: createMetrics({
      inFlight: () => counters.inFlight,
      requests: () => counters.byStatusClass,
      refused: () => counters.refused,
      clientsGone: () => counters.clientsGone,
      pendingLogRows: () => writer.pending,
    }),
    readiness: () => ({ ready: inService, degraded: config.stale ? ['database'] : [] }),
    isAdminToken: (token) => secrets.isAdminToken(token),
    trustedProxies: env.TRUSTED_PROXIES,
    allowHttp: env.ALLOW_HTTP,
    tls: readTls(env),
  })
  config.start()
  keyUses.start()

  return {
    server,
    dataDir,
    inFlight: () => counters.inFlight,
    settings: () => config.current.settings,
    leaveService() { inService = false },
    async close() {
      config.stop()
      keyUses.stop()
      await pools.close()
      await keyUses.flush()
      await writer.close()
      await database.close()
      await lock?.release()
    },
  }
}

function readTls({ TLS_CERT_FILE, TLS_KEY_FILE }: Env): { cert: string; key: string } | null {
  if (TLS_CERT_FILE === undefined || TLS_KEY_FILE === undefined) return null
  return { cert: readFileSync(TLS_CERT_FILE, 'utf8'), key: readFileSync(TLS_KEY_FILE, 'utf8') }
}

/** SETTING_* variables, each checked as the setting it names.
 * @throws Error that names every one that is unknown or out of range */
function readOverrides({ settingOverrides }: Env): Partial<Settings> {
  const values = Object.fromEntries(Object.entries(settingOverrides).map(([name, text]) => [name, Number(text)]))
  const parsed = settingsSchema.partial().strict().safeParse(values)
  if (parsed.success) return Object.fromEntries(Object.entries(parsed.data).filter(([name]) => name in values))
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.') || 'setting'}: ${issue.message}`)
  throw new Error(`The SETTING_ variables are not usable:\n${problems.join('\n')}`)
}
