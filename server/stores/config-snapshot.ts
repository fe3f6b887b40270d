import type { ClientVersionRule } from '#server/domain/client-version'
import type { ErrorRule } from '#server/domain/error-rules'
import { createPriceBook } from '#server/domain/find-price'
import type { PriceBook } from '#server/domain/find-price'
import { defaultsFor } from '#server/domain/model-catalogue'
import type { PriceVersionInForce } from '#server/domain/price-versions'
import type { UserRecord } from '#server/domain/principal'
import type { RuntimeProvider } from '#server/domain/provider'
import type { CompiledWords } from '#server/domain/sensitive-words'
import { settingsSchema, type Settings } from '#server/domain/settings'
import { systemClock, type Clock } from '#server/platform/clock'
import type { Logger } from '#server/platform/logger'
import type { Stores } from './interfaces'
import { createPriceReader } from './price-reader'
import type { PriceReading } from './price-reader'
import { createWordReader } from './sensitive-word-reader'

/** What the data plane knows of the configuration. Frozen; a change makes a new one. */
export interface ConfigSnapshot {
  version: number
  providers: readonly RuntimeProvider[]
  users: ReadonlyMap<string, UserRecord>
  /** Enabled ones, built-in and own, by priority and then by id. */
  errorRules: readonly ErrorRule[]
  settings: Settings
  /** FR-022, those in force. Remembers what was looked up. */
  prices: PriceBook
  /** FR-021, enabled ones in one matcher. */
  sensitiveWords: CompiledWords
  /** FR-023, enabled ones by the name of their client. */
  clientVersions: ReadonlyMap<string, ClientVersionRule>
  /** What the book is made of, by model. */
  priceVersions: readonly PriceVersionInForce[]
}

export interface ConfigSnapshotSource {
  /** The newest snapshot. @throws Error before `load` */
  readonly current: ConfigSnapshot
  /** True while the database could not be asked at the last try; `current` may then be old. */
  readonly stale: boolean
  /** Read everything. @throws what the stores throw */
  load(): Promise<void>
  /** Read everything again if the version has changed. Sees every write that was done before the call. A failure is
   * logged, and the snapshot stays. */
  refresh(): Promise<void>
  /** Called after each change with the new snapshot. @returns how to stop that */
  onChange(listener: (snapshot: ConfigSnapshot) => void): () => void
  /** Begin to poll the version. */
  start(): void
  stop(): void
}

export interface ConfigSnapshotOptions {
  stores: Pick<
    Stores,
    | 'providers'
    | 'users'
    | 'errorRules'
    | 'routingSnapshots'
    | 'modelPrices'
    | 'sensitiveWords'
    | 'clientVersionRules'
    | 'settings'
    | 'configVersion'
  >
  /** Milliseconds between two looks at the version. */
  pollMs?: number
  /** Settings that the environment decides; they win over stored ones. */
  overrides?: Partial<Settings>
  clock?: Pick<Clock, 'nowMs'>
  log: Pick<Logger, 'info' | 'error'>
}

export function createConfigSnapshot(options: ConfigSnapshotOptions): ConfigSnapshotSource {
  const { stores, log, pollMs = 1_000, clock = systemClock } = options
  const readPrices = createPriceReader(stores.modelPrices)
  const readWords = createWordReader(stores.sensitiveWords)
  const listeners = new Set<(snapshot: ConfigSnapshot) => void>()
  let current: ConfigSnapshot | undefined
  let stale = false
  /** A price that was entered for a later time comes into force without a write. */
  let nextPriceMs = Infinity
  let timer: NodeJS.Timeout | undefined
  let lastRefresh = Promise.resolve()

  const load = async (): Promise<void> => {
    const read = await readSnapshot(options, { prices: () => readPrices(clock.nowMs()), words: readWords })
    current = read.snapshot
    nextPriceMs = read.nextPriceMs
    for (const listener of listeners) listener(current)
    await keepForReplay(current, options)
  }

  const refreshOnce = async (): Promise<void> => {
    try {
      const version = await stores.configVersion.current()
      if (version !== current?.version || clock.nowMs() >= nextPriceMs) await load()
      if (stale) log.info({ version: current?.version }, 'configuration is up to date again')
      stale = false
    } catch (error) {
      // Once an outage, not once a poll.
      if (!stale) log.error({ err: error }, 'configuration cannot be read, the last one stays in force')
      stale = true
    }
  }

  // One after another: a call that joined a refresh under way could miss the write it was made for.
  const refresh = (): Promise<void> => (lastRefresh = lastRefresh.then(refreshOnce))

  const poll = (): void => {
    const mine = setTimeout(() => {
      void refresh().then(() => {
        if (timer === mine) poll()
      })
    }, pollMs)
    timer = mine.unref()
  }

  return {
    get current() {
      if (!current) throw new Error('the configuration has not been loaded yet')
      return current
    },
    get stale() {
      return stale
    },
    load,
    refresh,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    start() {
      if (!timer) poll()
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}

/** Reading is done again when a write came between; in the end what is new at least is not missed. */
const MAX_READS = 5

async function readSnapshot(
  { stores, overrides, log }: ConfigSnapshotOptions,
  readers: { prices: () => Promise<PriceReading>; words: () => Promise<CompiledWords> },
): Promise<{ snapshot: ConfigSnapshot; nextPriceMs: number }> {
  for (let read = 1; ; read++) {
    // The version first: a write that comes between is then read again, never missed.
    const version = await stores.configVersion.current()
    const [providers, users, errorRules, clientRules, sensitiveWords, stored, prices] = await Promise.all([
      stores.providers.loadRuntime(),
      stores.users.loadRecords(),
      stores.errorRules.list(),
      stores.clientVersionRules.list(),
      readers.words(),
      stores.settings.all(),
      readers.prices(),
    ])
    // What one version means must be the same for every instance: logged decisions are replayed from it.
    if (read < MAX_READS && (await stores.configVersion.current()) !== version) continue
    const settings = readSettings({ ...stored, ...overrides }, log)
    const snapshot = Object.freeze({
      version,
      providers: deepFreeze(providers.map((provider) => withTranslation(provider, settings))),
      users: new Map(users.map((user) => [user.id, deepFreeze(user)])),
      errorRules: deepFreeze(errorRules.filter(({ enabled }) => enabled)),
      sensitiveWords,
      clientVersions: new Map(
        clientRules.filter(({ enabled }) => enabled).map((rule) => [rule.clientName, deepFreeze(rule)]),
      ),
      settings: deepFreeze(settings),
      prices: createPriceBook({ rows: prices.versions, fallbackModel: settings.fallbackPriceModel }),
      priceVersions: prices.versions,
    })
    return { snapshot, nextPriceMs: prices.nextChangeMs }
  }
}

/** What the hub's settings say about translation stands in each provider: a logged decision is replayed from those. */
const withTranslation = (
  provider: RuntimeProvider,
  { translation, modelCatalogue }: Settings,
): RuntimeProvider => ({
  ...provider,
  acceptsTranslated: provider.acceptsTranslated && translation === 'on',
  modelDefaults: defaultsFor(modelCatalogue, provider.dialect),
})

/** A decision that cannot be replayed is no reason to refuse the configuration. */
async function keepForReplay(
  { version, providers }: ConfigSnapshot,
  { stores, log }: ConfigSnapshotOptions,
): Promise<void> {
  try {
    await stores.routingSnapshots.keep(version, providers)
  } catch (error) {
    log.error({ err: error, version }, 'decisions under this configuration cannot be replayed')
  }
}

/** A stored value that is out of range (an older hub allowed it) falls back to its default; the others count. */
function readSettings(values: Record<string, unknown>, log: ConfigSnapshotOptions['log']): Settings {
  const parsed = settingsSchema.safeParse(values)
  if (parsed.success) return parsed.data
  const bad = new Set(parsed.error.issues.map((issue) => String(issue.path[0])))
  log.error({ settings: [...bad] }, 'settings hold bad values, their defaults are in force')
  return settingsSchema.parse(Object.fromEntries(Object.entries(values).filter(([key]) => !bad.has(key))))
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(deepFreeze)
  }
  return value
}
