import { pathToFileURL } from 'node:url'
import { DEFAULT_SETTINGS, settingsSchema } from '#server/domain/settings'
import type { Settings } from '#server/domain/settings'
import { createKeyUses } from '#server/gateway/accounting/key-uses'
import { systemClock } from '#server/platform/clock'
import { openDataDir } from '#server/platform/data-dir'
import { openDatabase } from '#server/platform/database'
import type { Env } from '#server/platform/env'
import type { Logger } from '#server/platform/logger'
import { migrate } from '#server/platform/migrate'
import { takeProcessLock } from '#server/platform/process-lock'
import { createSecrets } from '#server/platform/secrets'
import { SMTP_PASSWORD } from '#server/services/email-service'
import { createFirstProviders } from '#server/services/first-providers'
import { createHealthHistory } from '#server/services/health-history'
import { seedPrices } from '#server/services/seed-prices'
import { createSensitiveWordAudit } from '#server/services/sensitive-word-audit'
import { createConfigSnapshot } from '#server/stores/config-snapshot'
import { createStores } from '#server/stores/create-stores'
import { createHealthBoard } from '#server/stores/health-board'
import { createRequestLogWriter } from '#server/stores/request-log-writer'
import type { GivenSecrets } from '#server/stores/secret-setting-store'
import { createSeededSpend } from '#server/stores/seeded-spend'
import { openAlerts } from './open-alerts'
import { openLive } from './open-live'
import { followAbandoned, openRuntimeState, refusesUnknown } from './open-runtime-state'

/** How often another process's change of the configuration is looked for: a revoked key stops within a second. */
const CONFIG_POLL_MS = 500

export type Ground = Awaited<ReturnType<typeof openGround>>

/** What everything else stands on: the data directory, the database, the stores and the configuration in memory. */
export async function openGround(options: { env: Env; migrations: string; priceSeed: string; log: Logger }) {
  const { env, migrations, priceSeed, log } = options
  const dataDir = openDataDir({
    path: env.DATA_DIR,
    masterKey: env.MASTER_KEY?.[0],
    adminToken: env.ADMIN_TOKEN,
  })
  // What one process keeps to itself (the file of its database, its journal, its limits) no other one may have.
  const alone = env.DATABASE_URL === undefined || env.REDIS_URL === undefined
  const lock = alone ? await takeProcessLock(dataDir.lockFile) : null
  const url = env.DATABASE_URL ?? pathToFileURL(dataDir.databaseFile).href
  await migrate({ url, directory: migrations, log })
  const secrets = createSecrets({
    masterKeys: env.MASTER_KEY ?? [dataDir.masterKey],
    adminToken: dataDir.adminToken,
  })
  const database = await openDatabase({ url })
  const stores = createStores({ database, sealer: secrets, clock: systemClock, givenSecrets: secretsOf(env) })
  const config = createConfigSnapshot({ stores, pollMs: CONFIG_POLL_MS, overrides: readOverrides(env), log })
  const failClosed = () => refusesUnknown(config.current.settings)
  const { state, spendState, link } = await openRuntimeState({ env, dataDir, failClosed, log })
  const health = createHealthBoard({ state, clock: systemClock, log })
  const nowMs = () => systemClock.nowMs()
  const healthHistory = createHealthHistory({ providerHealth: stores.providerHealth, nowMs, log })
  const wordAudit = createSensitiveWordAudit({ auditLogs: stores.auditLogs, log })
  health.onTransition((transition) => {
    healthHistory.note(transition)
  })
  // Whoever changes something tells the other instances; the poll is the net.
  state.onAnnounce((topic) => {
    if (topic === 'config') void config.refresh()
  })
  config.onChange(({ providers }) => {
    // Asked for now, so that the first request finds what the other instances know.
    for (const { id } of providers) health.get(id)
  })
  // A database of its own may have been set up long ago, whatever this directory says.
  if ((await stores.configVersion.current()) === 0) await createFirstProviders({ stores, env, log })
  await seedPrices({ file: priceSeed, modelPrices: stores.modelPrices, log })
  await config.load()
  const writer = createRequestLogWriter({ url, log, onDone: (ids) => void spend.forget(ids) })
  const spend = createSeededSpend({ state: spendState, usage: stores.usage, nowMs, failClosed, log })
  const unfollow = await followAbandoned(spend, writer, log)
  const timeZone = env.TZ_NAME ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  const alerts = openAlerts({ stores, config, state, health, spend, timeZone, log })
  const live = openLive({ state, config })
  const keyUses = createKeyUses({ touch: (uses) => stores.apiKeys.touch(uses), log })
  return {
    dataDir,
    database: { kind: database.kind, url },
    secrets,
    stores,
    config,
    writer,
    spend: alerts.watched,
    alerts,
    keyUses,
    live,
    state,
    /** Shared by all instances; null when this one is alone. */
    redis: link,
    health,
    healthHistory,
    wordAudit,
    timeZone,
    async close() {
      await alerts.stop()
      config.stop()
      unfollow()
      await health.stop()
      await healthHistory.flush()
      await wordAudit.flush()
      keyUses.stop()
      await keyUses.flush()
      // What is written is told to the state, which goes last.
      await writer.close()
      await spend.close()
      await state.close()
      await database.close()
      await lock?.release()
    },
  }
}

/** Settings that nobody gets to read, where the environment decides them. */
const secretsOf = ({ SMTP_PASSWORD: plain }: Env): GivenSecrets =>
  plain === undefined ? {} : { [SMTP_PASSWORD]: { variable: 'SMTP_PASSWORD', plain } }

/** Numbers and lists for settings that are such, else the text. */
function settingFromText(name: string, text: string): unknown {
  const defaults: Record<string, unknown> = DEFAULT_SETTINGS
  if (typeof defaults[name] === 'number') return Number(text)
  return typeof defaults[name] === 'string' ? text : parseJson(text)
}

/** Text that is no JSON is left for the schema to refuse. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** SETTING_* variables, each checked as the setting it names.
 * @throws Error that names every one that is unknown or out of range */
function readOverrides({ settingOverrides }: Env): Partial<Settings> {
  const values = Object.fromEntries(
    Object.entries(settingOverrides).map(([name, text]) => [name, settingFromText(name, text)]),
  )
  const parsed = settingsSchema.partial().strict().safeParse(values)
  if (parsed.success)
    return Object.fromEntries(Object.entries(parsed.data).filter(([name]) => name in values))
  const problems = parsed.error.issues.map(
    (issue) => `  ${issue.path.join('.') || 'setting'}: ${issue.message}`,
  )
  throw new Error(`The SETTING_ variables are not usable:\n${problems.join('\n')}`)
}
