import { DbNull } from '@prisma/client/runtime/client'
import { z } from 'zod'
import { DEFAULT_CIRCUIT, type CircuitConfig } from '#server/domain/circuit'
import {
  describeProxy,
  dialectOf,
  INSTRUCTIONS_MODES,
  PROVIDER_TYPES,
  REDIRECT_MATCHES,
  type ModelRedirect,
  type Provider,
  type RuntimeProvider,
} from '#server/domain/provider'
import { NO_LIMITS, type SpendLimits } from '#server/domain/limits'
import { scheduleSchema, type Schedule } from '#server/domain/schedule'
import type { Provider as ProviderRow } from '#prisma/generated/sqlite/client'
import type { ProviderCreate, ProviderPatch } from './interfaces'
import { limitDayMode, toLimitColumns, toLimits, type LimitColumns } from './limit-columns'
import { parseColumns, stringList } from './parse-columns'
import { pickDefined } from './pick-defined'
import { nameKeyOf, type Sealer } from './store-context'

const checked = z.object({
  type: z.enum(PROVIDER_TYPES),
  instructionsMode: z.enum(INSTRUCTIONS_MODES),
  groupTags: stringList,
  allowedModels: stringList,
  modelRedirects: z.array(z.object({ match: z.enum(REDIRECT_MATCHES), from: z.string(), to: z.string() })),
  schedule: scheduleSchema.nullable(),
  limitDayMode,
})

export function toColumns(input: ProviderCreate, sealer: Sealer) {
  const { credential, timeouts, modelRedirects, circuit, schedule, proxyUrl, ...rest } = input
  const {
    maxAttempts = 1,
    concurrentSessions = null,
    limits = NO_LIMITS,
    proxyFallbackDirect = false,
    hedge = false,
    acceptsTranslated = true,
    instructionsMode = 'auto',
    ...fields
  } = rest
  return {
    ...fields,
    nameKey: nameKeyOf(fields.name),
    ...credentialColumns(credential, sealer),
    ...timeoutColumns(timeouts),
    modelRedirects: redirectColumn(modelRedirects),
    ...circuitColumns(circuit ?? DEFAULT_CIRCUIT),
    schedule: scheduleColumn(schedule ?? null),
    maxAttempts,
    ...toLimitColumns({ ...limits, concurrentSessions }),
    proxyUrlSealed: sealProxy(proxyUrl ?? null, sealer),
    proxyFallbackDirect,
    hedge,
    acceptsTranslated,
    instructionsMode,
  }
}

export function toPatchColumns(patch: Omit<ProviderPatch, 'version'>, sealer: Sealer) {
  const { credential, timeouts, modelRedirects, circuit, schedule, proxyUrl, ...rest } = patch
  const { concurrentSessions, limits, ...fields } = rest
  return {
    ...pickDefined(fields),
    ...(fields.name !== undefined && { nameKey: nameKeyOf(fields.name) }),
    ...(credential !== undefined && credentialColumns(credential, sealer)),
    ...(timeouts && timeoutColumns(timeouts)),
    ...(modelRedirects && { modelRedirects: redirectColumn(modelRedirects) }),
    ...(circuit && circuitColumns(circuit)),
    ...(limits && spendLimitColumns(limits)),
    ...(concurrentSessions !== undefined && { limitSessions: concurrentSessions }),
    ...(schedule !== undefined && { schedule: scheduleColumn(schedule) }),
    ...(proxyUrl !== undefined && { proxyUrlSealed: sealProxy(proxyUrl, sealer) }),
  }
}

/** The sessions of a provider are a field of its own. */
function spendLimitColumns(limits: SpendLimits) {
  const columns: Partial<LimitColumns> = toLimitColumns({ ...limits, concurrentSessions: null })
  delete columns.limitSessions
  return columns
}

const timeoutColumns = (timeouts: Provider['timeouts']) => ({
  timeoutFirstByteMs: timeouts.firstByteMs,
  timeoutIdleMs: timeouts.idleMs,
  timeoutTotalMs: timeouts.totalMs,
})

const circuitColumns = (circuit: CircuitConfig) => ({
  circuitFailureThreshold: circuit.failureThreshold,
  circuitOpenMs: circuit.openMs,
  circuitSuccessThreshold: circuit.successThreshold,
})

/** Plain JSON, or the database's own null: Prisma would not know it from the null of JSON. */
const scheduleColumn = (schedule: Schedule | null) =>
  schedule === null
    ? DbNull
    : {
        timeZone: schedule.timeZone,
        windows: schedule.windows.map(({ days, from, to }) => ({ days, from, to })),
      }

/** Only what a redirect is made of: Prisma wants plain JSON, which an interface is not to the compiler. */
const redirectColumn = (rules: ModelRedirect[]) => rules.map(({ match, from, to }) => ({ match, from, to }))

/** The last four characters of something short would give away too much of it. */
const HINTABLE_LENGTH = 12

const credentialColumns = (credential: string, sealer: Sealer) => ({
  credentialSealed: sealer.seal(credential),
  credentialHint: credential.length >= HINTABLE_LENGTH ? credential.slice(-4) : '',
})

const sealProxy = (proxyUrl: string | null, sealer: Sealer): string | null =>
  proxyUrl === null ? null : sealer.seal(proxyUrl)

type SharedFields = Omit<RuntimeProvider, 'dialect' | 'credential' | 'proxyUrl' | 'modelDefaults'>

/** What both the administration and the data plane see. */
function toShared(row: ProviderRow): SharedFields {
  const { id, name, baseUrl, enabled, weight, priority, costMultiplier, maxAttempts } = row
  const { proxyFallbackDirect, hedge, acceptsTranslated, codeAssistProject } = row
  const timeouts = {
    firstByteMs: row.timeoutFirstByteMs,
    idleMs: row.timeoutIdleMs,
    totalMs: row.timeoutTotalMs,
  }
  const circuit = {
    failureThreshold: row.circuitFailureThreshold,
    openMs: row.circuitOpenMs,
    successThreshold: row.circuitSuccessThreshold,
  }
  const { limitDayMode: dayMode, ...parsed } = parseColumns('Provider', row, checked)
  const { concurrentSessions, ...limits } = toLimits(row, dayMode)
  return {
    id,
    name,
    baseUrl,
    enabled,
    weight,
    priority,
    costMultiplier,
    maxAttempts,
    concurrentSessions,
    limits,
    limitsResetAt: row.limitsResetAt,
    proxyFallbackDirect,
    hedge,
    acceptsTranslated,
    codeAssistProject,
    timeouts,
    circuit,
    ...parsed,
  }
}

/** @throws Error when the proxy's URL was sealed under another master key */
export function toProvider(row: ProviderRow, sealer: Sealer): Provider {
  const { note, credentialHint, version, createdAt, updatedAt } = row
  const proxyUrl = openProxy(row, sealer)
  const proxy = proxyUrl === null ? null : describeProxy(proxyUrl)
  return { ...toShared(row), proxy, note, credentialHint, version, createdAt, updatedAt }
}

/** @throws Error when a secret was sealed under another master key */
export function toRuntime(row: ProviderRow, sealer: Sealer): RuntimeProvider {
  const shared = toShared(row)
  const credential = openSecret(row, 'credential', row.credentialSealed, sealer)
  const dialect = dialectOf(shared.type)
  // The catalogue is a setting, so the snapshot fills its rules in.
  return { ...shared, dialect, modelDefaults: [], credential, proxyUrl: openProxy(row, sealer) }
}

const openProxy = (row: ProviderRow, sealer: Sealer): string | null =>
  row.proxyUrlSealed === null ? null : openSecret(row, 'proxy', row.proxyUrlSealed, sealer)

function openSecret(row: ProviderRow, what: string, sealed: string, sealer: Sealer): string {
  try {
    return sealer.open(sealed)
  } catch (cause) {
    throw new Error(`Provider ${row.id}: its ${what} was sealed under another master key`, { cause })
  }
}
