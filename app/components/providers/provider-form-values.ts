import {
  NO_LIMIT_VALUES,
  readSpendLimits,
  spendLimitFormValues,
} from '#app/components/users/limit-form-values'
import type { FormReader } from '#app/lib/form-reader'
import type { FormState, FormValues } from '#app/lib/form-state'
import { readRows } from '#app/lib/form-rows'
import type { InstructionsMode, ProviderType } from '#server/domain/provider'
import type { ProviderCreateInput, ProviderView } from '#server/trpc/schemas/provider'

/** What each part of the form gets. */
export interface PartProps {
  values: FormValues
  problems: FormState['problems']
}

/** In the order they are offered. The console may not import the server's lists; `satisfies` holds them together. */
export const INSTRUCTIONS_MODES = [
  'auto',
  'force_official',
  'keep_original',
] as const satisfies readonly InstructionsMode[]
export const PROVIDER_TYPES = [
  'claude',
  'claude-auth',
  'openai-compatible',
  'codex',
  'gemini',
  'gemini-cli',
] as const satisfies ProviderType[]

/** Where each vendor answers, as a start. */
export const USUAL_BASE_URL: Record<ProviderType, string> = {
  claude: 'https://api.anthropic.com',
  'claude-auth': 'https://api.anthropic.com',
  'openai-compatible': 'https://api.openai.com',
  codex: 'https://api.openai.com',
  gemini: 'https://generativelanguage.googleapis.com',
  'gemini-cli': 'https://cloudcode-pa.googleapis.com',
}

const HOUR_MS = 3_600_000
const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d$/

/** The list of the form's schedule windows (see form-rows.ts). */
export const WINDOWS = 'schedule.windows'
/** ISO 8601: Monday is 1. */
export const DAYS = [1, 2, 3, 4, 5, 6, 7] as const
/** Fields whose content is never sent back with the form. */
export const PROVIDER_SECRETS = ['apiKey', 'proxyUrl']

export const NEW_PROVIDER: FormValues = {
  type: 'claude',
  enabled: 'on',
  weight: '1',
  priority: '0',
  costMultiplier: '1',
  'timeouts.firstByteMs': '30000',
  'timeouts.idleMs': '60000',
  'timeouts.totalMs': '120000',
  'circuit.failureThreshold': '5',
  'circuit.openMs': '60000',
  'circuit.successThreshold': '2',
  maxAttempts: '1',
  ...NO_LIMIT_VALUES,
}

export function providerFormValues(provider: ProviderView): FormValues {
  const values: FormValues = {
    name: provider.name,
    note: provider.note,
    type: provider.type,
    baseUrl: provider.baseUrl,
    weight: String(provider.weight),
    priority: String(provider.priority),
    costMultiplier: provider.costMultiplier,
    groupTags: provider.groupTags.join(', '),
    allowedModels: provider.allowedModels.join('\n'),
    'timeouts.firstByteMs': String(provider.timeouts.firstByteMs),
    'timeouts.idleMs': String(provider.timeouts.idleMs),
    'timeouts.totalMs': String(provider.timeouts.totalMs),
    'circuit.failureThreshold': String(provider.circuit.failureThreshold),
    'circuit.openMs': String(provider.circuit.openMs),
    'circuit.successThreshold': String(provider.circuit.successThreshold),
    maxAttempts: String(provider.maxAttempts),
    concurrentSessions: String(provider.concurrentSessions ?? ''),
    ...spendLimitFormValues(provider.limits),
    'schedule.timeZone': provider.schedule?.timeZone ?? '',
    instructionsMode: provider.instructionsMode,
    codeAssistProject: provider.codeAssistProject ?? '',
  }
  for (const name of ['enabled', 'hedge', 'acceptsTranslated', 'proxyFallbackDirect'] as const)
    if (provider[name]) values[name] = 'on'
  for (const [at, { days, from, to }] of (provider.schedule?.windows ?? []).entries()) {
    for (const day of days) values[`${WINDOWS}.${at}.day${day}`] = 'on'
    values[`${WINDOWS}.${at}.from`] = from
    values[`${WINDOWS}.${at}.to`] = to
  }
  return values
}

/** What the form says, in the admin API's words. Its secrets are read apart: on a change they may stay empty. Redirects have a
 * form of their own. */
export function readProviderForm(
  form: FormReader,
): Omit<ProviderCreateInput, 'apiKey' | 'proxyUrl' | 'modelRedirects'> {
  const timeout = { min: 1, max: HOUR_MS }
  return {
    name: form.text('name', { required: true, maxLength: 100 }),
    note: form.text('note', { maxLength: 2000 }),
    type: form.choice('type', PROVIDER_TYPES, 'claude'),
    baseUrl: form.url('baseUrl'),
    enabled: form.checked('enabled'),
    weight: form.requiredInteger('weight', { min: 0, max: 100 }),
    priority: form.requiredInteger('priority', { min: -1000, max: 1000 }),
    costMultiplier: form.decimal('costMultiplier') ?? '1',
    groupTags: form.list('groupTags'),
    allowedModels: form.list('allowedModels'),
    timeouts: {
      firstByteMs: form.requiredInteger('timeouts.firstByteMs', timeout),
      idleMs: form.requiredInteger('timeouts.idleMs', timeout),
      totalMs: form.requiredInteger('timeouts.totalMs', timeout),
    },
    circuit: {
      failureThreshold: form.requiredInteger('circuit.failureThreshold', { min: 1, max: 100 }),
      openMs: form.requiredInteger('circuit.openMs', { min: 1_000, max: HOUR_MS }),
      successThreshold: form.requiredInteger('circuit.successThreshold', { min: 1, max: 20 }),
    },
    concurrentSessions: form.integer('concurrentSessions', { min: 1, max: 1_000_000 }),
    limits: readSpendLimits(form),
    maxAttempts: form.requiredInteger('maxAttempts', { min: 1, max: 10 }),
    hedge: form.checked('hedge'),
    acceptsTranslated: form.checked('acceptsTranslated'),
    schedule: readSchedule(form),
    proxyFallbackDirect: form.checked('proxyFallbackDirect'),
    instructionsMode: form.choice('instructionsMode', INSTRUCTIONS_MODES, 'auto'),
    codeAssistProject: form.text('codeAssistProject') || null,
  }
}

/** An empty field keeps what is stored; the checkbox beside it takes the proxy away.
 * @returns nothing where nothing is to be changed */
export function readProxy(form: FormReader): { proxyUrl?: string | null } {
  const proxyUrl = form.text('proxyUrl', { maxLength: 2000 })
  if (proxyUrl !== '') return { proxyUrl }
  return form.checked('proxyRemove') ? { proxyUrl: null } : {}
}

/** No window means always. A row that says nothing at all is none. */
function readSchedule(form: FormReader) {
  const windows = readRows(form.values, WINDOWS).flatMap((row, at) => {
    const days = DAYS.filter((day) => row[`day${day}`] === 'on')
    const { from = '', to = '' } = row
    if (days.length === 0 && from === '' && to === '') return []
    if (days.length === 0) form.reject(`${WINDOWS}.${at}.days`, { key: 'problem.days' })
    if (!CLOCK.test(from)) form.reject(`${WINDOWS}.${at}.from`, { key: 'problem.time' })
    if (!CLOCK.test(to)) form.reject(`${WINDOWS}.${at}.to`, { key: 'problem.time' })
    return [{ days, from, to }]
  })
  return windows.length === 0 ? null : { timeZone: form.text('schedule.timeZone') || null, windows }
}
