import type { FormReader } from '#app/lib/form-reader'
import type { FormValues } from '#app/lib/form-state'
import type { ProviderType, RedirectMatch } from '#server/domain/provider'
import type { ProviderCreateInput, ProviderView } from '#server/trpc/schemas/provider'

/** In the order they are offered. The console may not import the server's list; `satisfies` holds the two together. */
export const PROVIDER_TYPES = [
  'claude',
  'claude-auth',
  'openai-compatible',
  'codex',
  'gemini',
  'gemini-cli',
] as const satisfies ProviderType[]
export const REDIRECT_MATCHES = ['exact', 'prefix', 'suffix', 'contains'] as const satisfies RedirectMatch[]

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
const REDIRECT_FIELD = /^modelRedirects\.(\d+)\.(?:from|to)$/

export const NEW_PROVIDER: FormValues = {
  type: 'claude',
  enabled: 'on',
  weight: '1',
  priority: '0',
  costMultiplier: '1',
  'timeouts.firstByteMs': '30000',
  'timeouts.idleMs': '60000',
  'timeouts.totalMs': '120000',
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
    codeAssistProject: provider.codeAssistProject ?? '',
  }
  if (provider.enabled) values.enabled = 'on'
  for (const [index, rule] of provider.modelRedirects.entries()) {
    values[`modelRedirects.${index}.match`] = rule.match
    values[`modelRedirects.${index}.from`] = rule.from
    values[`modelRedirects.${index}.to`] = rule.to
  }
  return values
}

/** How many redirect rows the form's content has, up to the last one that is not empty. */
export function countRedirects(values: FormValues): number {
  const rows = Object.keys(values).flatMap((name) => (values[name] && REDIRECT_FIELD.exec(name)?.[1]) || [])
  return rows.reduce((count, row) => Math.max(count, Number(row) + 1), 0)
}

/** What the form says, in the admin API's words. Its credential is read apart: on a change it may stay empty. */
export function readProviderForm(form: FormReader): Omit<ProviderCreateInput, 'apiKey'> {
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
    modelRedirects: readRedirects(form),
    timeouts: {
      firstByteMs: form.requiredInteger('timeouts.firstByteMs', timeout),
      idleMs: form.requiredInteger('timeouts.idleMs', timeout),
      totalMs: form.requiredInteger('timeouts.totalMs', timeout),
    },
    codeAssistProject: form.text('codeAssistProject') || null,
  }
}

/** A row without either model is no rule: the form always offers one empty row. */
function readRedirects(form: FormReader) {
  return Array.from({ length: countRedirects(form.values) }, (_, row) => `modelRedirects.${row}`)
    .filter((row) => form.text(`${row}.from`) !== '' || form.text(`${row}.to`) !== '')
    .map((row) => ({
      match: form.choice(`${row}.match`, REDIRECT_MATCHES, 'exact'),
      from: form.text(`${row}.from`, { required: true }),
      to: form.text(`${row}.to`, { required: true }),
    }))
}
