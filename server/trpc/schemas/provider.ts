import { z } from 'zod'
import { breaks } from '#server/domain/broken-rule'
import { MAX_MODEL_LENGTH, MAX_REDIRECTS, modelRedirectSchema } from '#server/domain/model-redirects'
import { INSTRUCTIONS_MODES, PROVIDER_TYPES, REDIRECT_MATCHES } from '#server/domain/provider'
import type { Provider } from '#server/domain/provider'
import { scheduleSchema } from '#server/domain/schedule'
import {
  enabled,
  exact,
  id,
  isoTime,
  modelList,
  name,
  note,
  required,
  textList,
  toIso,
  toIsoOrNull,
  seenVersion,
  versionView,
} from './fields'
import { spendLimitsInput, spendLimitsView, toSpendLimitsView } from './limits'

const model = z.string({ error: required }).trim().min(1, 'must not be empty').max(MAX_MODEL_LENGTH)

const modelRedirects = z
  .union([z.array(modelRedirectSchema).max(MAX_REDIRECTS), z.record(model, model)], {
    error: 'must be a list of {match, from, to} or an object of {from: to}',
  })
  .transform((rules) =>
    Array.isArray(rules)
      ? rules
      : Object.entries(rules).map(([from, to]) => ({ match: 'exact' as const, from, to })),
  )
  .meta({
    description:
      'Tried in order, the first that matches decides. `match` is exact, prefix, suffix, contains or pattern (RE2, ' +
      'unanchored; `to` may then hold $1 to $9). `{from: to}` is short for exact matches.',
  })

const costMultiplier = z
  .union([z.number(), z.string().trim()])
  .transform((value) =>
    String(value)
      .replace(/(\.\d*?)0+$/, '$1')
      .replace(/\.$/, ''),
  )
  .refine((text) => /^\d{1,4}(\.\d{1,6})?$/.test(text), {
    error: 'must be a number from 0 to 9999 with at most six decimals',
  })

const milliseconds = exact(z.number().int().min(1).max(3_600_000)).optional()
const timeouts = z.strictObject({
  firstByteMs: milliseconds.meta({ description: 'To the first byte of an answer, 30000 by default' }),
  idleMs: milliseconds.meta({ description: 'Between two chunks of an answer, 60000 by default' }),
  totalMs: milliseconds.meta({ description: 'For a whole answer that is not streamed, 120000 by default' }),
})

const count = (min: number, max: number) => exact(z.number().int().min(min).max(max))
const circuit = z.strictObject({
  failureThreshold: count(1, 100)
    .optional()
    .meta({ description: 'Failures in a row that open the circuit, 1 to 100, 5 by default' }),
  openMs: count(1_000, 3_600_000)
    .optional()
    .meta({ description: 'Milliseconds until it is probed again, 1000 to 3600000, 60000 by default' }),
  successThreshold: count(1, 20)
    .optional()
    .meta({ description: 'Successful probes that close it, 1 to 20, 2 by default' }),
})

// Printable ASCII only, as with the API key: credentials of other characters are percent-encoded in a URL.
const proxyUrl = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(2000)
  .regex(/^[\x21-\x7e]*$/, 'must be one line of plain ASCII without spaces')
  .nullable()
  .meta({
    description:
      'Outgoing proxy: http://, https://, socks5:// or socks5h:// with host, port and, where needed, ' +
      'user:password@. Write-only: it is sealed at once. null goes direct.',
  })

const PLAIN_ASCII = /^[\x21-\x7e]*$/

const fields = {
  name,
  note,
  type: z.enum(PROVIDER_TYPES, {
    error: (issue) => required(issue) ?? `must be one of ${PROVIDER_TYPES.join(', ')}`,
  }),
  baseUrl: z
    .string({ error: required })
    .trim()
    .min(1, 'must not be empty')
    .max(2000)
    .meta({ description: 'Origin plus optional prefix, with or without /v1' }),
  // Printable ASCII only: it travels in a header, where a pasted line break or smart quote would break the request.
  apiKey: z
    .string({ error: required })
    .trim()
    .min(1, 'must not be empty')
    .max(8192)
    .refine((key) => PLAIN_ASCII.test(key), {
      error: 'must be one line of plain ASCII without spaces',
      ...breaks('plainAscii'),
    })
    .meta({
      pattern: PLAIN_ASCII.source,
      description: 'Write-only: it is sealed at once and never shown again',
    }),
  enabled,
  weight: exact(z.number().int().min(0).max(100)).meta({ description: 'Share of traffic within a priority' }),
  priority: exact(z.number().int().min(-1000).max(1000)).meta({ description: 'Lower is preferred' }),
  costMultiplier: costMultiplier.meta({ description: 'Multiplies prices; number or decimal string' }),
  groupTags: textList({ maxItems: 50, maxLength: 64 }),
  allowedModels: modelList,
  modelRedirects,
  timeouts,
  circuit: circuit.meta({ description: 'When the provider is left alone after failures, and for how long' }),
  concurrentSessions: count(1, 1_000_000).nullable().meta({
    description: 'Sessions that it serves at once; more go to the next provider. null means any number',
  }),
  limits: spendLimitsInput.meta({ description: 'A provider that has reached one is passed over' }),
  maxAttempts: count(1, 10).meta({
    description:
      'Calls of one request to this provider, 1 to 10; more than one only where the failure allows it',
  }),
  // `exact` keeps the domain's own schema from being changed: see there.
  schedule: exact(scheduleSchema).nullable().meta({
    description: 'Weekly windows in which the provider takes traffic; null is always',
  }),
  proxyUrl,
  proxyFallbackDirect: exact(z.boolean()).meta({
    description: 'Go direct while the proxy cannot be reached',
  }),
  hedge: exact(z.boolean()).meta({
    description:
      'When the first byte is later than usual here, start the next provider as well; the loser is cancelled, and billed what it had told. Not under a strict budget',
  }),
  acceptsTranslated: exact(z.boolean()).meta({
    description:
      'Requests of other protocols are translated for it when no provider of their own protocol can serve them',
  }),
  instructionsMode: z.enum(INSTRUCTIONS_MODES).meta({
    description:
      'Only for codex: auto sends the instructions of the client, and the official ones (setting codexInstructions) where those were refused',
  }),
  codeAssistProject: z.string().trim().min(1).max(200).nullable().meta({
    description: 'Google Cloud project, only for gemini-cli',
  }),
}

export const providerCreateInput = z.object({
  ...fields,
  note: fields.note.default(''),
  enabled: fields.enabled.default(true),
  weight: fields.weight.default(1),
  priority: fields.priority.default(0),
  costMultiplier: fields.costMultiplier.default('1'),
  groupTags: fields.groupTags.default([]),
  allowedModels: fields.allowedModels.default([]),
  modelRedirects: fields.modelRedirects.default([]),
  timeouts: fields.timeouts.default({}),
  circuit: fields.circuit.default({}),
  concurrentSessions: fields.concurrentSessions.default(null),
  limits: fields.limits.optional(),
  maxAttempts: fields.maxAttempts.default(1),
  schedule: fields.schedule.default(null),
  proxyUrl: fields.proxyUrl.default(null),
  proxyFallbackDirect: fields.proxyFallbackDirect.default(false),
  hedge: fields.hedge.default(false),
  acceptsTranslated: fields.acceptsTranslated.default(true),
  instructionsMode: fields.instructionsMode.default('auto'),
  codeAssistProject: fields.codeAssistProject.default(null),
})
export type ProviderCreateInput = z.input<typeof providerCreateInput>

/** An absent field stays as it is. */
export const providerUpdateInput = z.object(fields).partial().extend({ id, version: seenVersion })
export type ProviderUpdateInput = z.input<typeof providerUpdateInput>

export const redirectView = z.object({
  match: z.enum(REDIRECT_MATCHES),
  from: z.string(),
  to: z.string(),
})

export const circuitView = z.object({
  failureThreshold: z.number(),
  openMs: z.number(),
  successThreshold: z.number(),
})

export const providerView = z
  .object({
    id: z.string(),
    name: z.string(),
    note: z.string(),
    type: z.enum(PROVIDER_TYPES),
    baseUrl: z.string(),
    credentialHint: z.string().meta({ description: 'Last four characters of the credential' }),
    enabled: z.boolean(),
    weight: z.number(),
    priority: z.number(),
    costMultiplier: z.string(),
    groupTags: z.array(z.string()),
    allowedModels: z.array(z.string()),
    modelRedirects: z.array(redirectView),
    timeouts: z.object({ firstByteMs: z.number(), idleMs: z.number(), totalMs: z.number() }),
    circuit: circuitView,
    concurrentSessions: z.number().nullable(),
    limits: spendLimitsView,
    limitsResetAt: isoTime.nullable().meta({ description: 'What was spent before does not count' }),
    maxAttempts: z.number(),
    schedule: z
      .object({
        timeZone: z.string().nullable().meta({ description: "IANA name; null is the hub's own zone" }),
        windows: z.array(
          z.object({
            days: z.array(z.number()).meta({ description: '1 = Monday to 7 = Sunday' }),
            from: z.string(),
            to: z.string(),
          }),
        ),
      })
      .nullable(),
    proxy: z
      .object({
        origin: z.string().meta({ description: 'Scheme, host and port' }),
        hasCredentials: z.boolean(),
      })
      .nullable()
      .meta({ description: 'null goes direct' }),
    proxyFallbackDirect: z.boolean(),
    hedge: z.boolean(),
    acceptsTranslated: z.boolean(),
    instructionsMode: z.enum(INSTRUCTIONS_MODES),
    codeAssistProject: z.string().nullable(),
    createdAt: isoTime,
    version: versionView,
    updatedAt: isoTime,
  })
  .meta({ id: 'Provider' })
export type ProviderView = z.output<typeof providerView>

export const toProviderView = (provider: Provider): ProviderView => ({
  ...provider,
  limits: toSpendLimitsView(provider.limits),
  limitsResetAt: toIsoOrNull(provider.limitsResetAt),
  createdAt: toIso(provider.createdAt),
  updatedAt: toIso(provider.updatedAt),
})

export const providerTestView = z.object({
  ok: z.boolean(),
  status: z.number().nullable(),
  latencyMs: z.number(),
  message: z.string(),
  models: z.array(z.string()),
})
export type ProviderTestView = z.output<typeof providerTestView>

export const proxyCheckInput = z.object({ proxyUrl: proxyUrl.unwrap(), baseUrl: fields.baseUrl })

export const proxyCheckView = z
  .object({
    ok: z.boolean(),
    latencyMs: z.number(),
    reason: z.string().nullable().meta({ description: 'null when it works' }),
    message: z.string().meta({ description: "One sentence in English, without the proxy's credentials" }),
  })
  .meta({ id: 'ProxyCheck' })
