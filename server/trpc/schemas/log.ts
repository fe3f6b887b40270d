import { z } from 'zod'
import { DIALECTS } from '#server/domain/dialect'
import { toLogFileRow } from '#server/domain/log-file'
import type { RequestLogEntry } from '#server/domain/request-log'
import { filterText, isoTime, pageFields, time, usageView } from './fields'

export const logListInput = z.object({
  ...pageFields,
  userId: filterText.optional(),
  keyId: filterText.optional(),
  providerId: filterText.optional(),
  model: filterText.meta({ description: 'The model that was asked for' }).optional(),
  status: filterText
    .refine((text) => text === undefined || /^(?:[1-5]\d\d|[245]xx|error)$/.test(text), {
      error: 'must be a status such as 200, a class (2xx, 4xx, 5xx) or error',
    })
    .meta({ description: 'An exact status, 2xx, 4xx, 5xx, or error (400 and above)' })
    .optional(),
  from: time.meta({ description: 'Began at or after this ISO 8601 time' }).optional(),
  to: time.meta({ description: 'Began before this ISO 8601 time' }).optional(),
})
export type LogListInput = z.input<typeof logListInput>

const dialect = z.enum(DIALECTS)

export const logView = z
  .object({
    id: z.string().meta({ description: 'Also the request id that the client saw' }),
    startedAt: isoTime,
    userId: z.string(),
    userName: z.string().nullable(),
    apiKeyId: z.string(),
    keyName: z.string().nullable(),
    providerId: z.string().nullable(),
    providerName: z.string().nullable(),
    sessionId: z.string().nullable(),
    clientName: z.string().nullable(),
    clientVersion: z.string().nullable(),
    endpoint: z.string(),
    clientDialect: dialect,
    providerDialect: dialect.nullable(),
    requestedModel: z.string().nullable(),
    servedModel: z.string().nullable(),
    attempts: z.number(),
    trace: z.unknown().meta({ description: 'Decision trace: what was considered and tried, and why' }),
    status: z.number(),
    errorCode: z.string().nullable(),
    streaming: z.boolean(),
    ttfbMs: z.number().nullable(),
    totalMs: z.number(),
    requestBytes: z.number(),
    responseBytes: z.number(),
    usage: usageView,
    rawUsage: z.unknown().meta({ description: 'The usage as the provider sent it' }),
    stopReason: z.string().nullable(),
    upstreamRequestId: z.string().nullable(),
    costUsd: z.string().nullable().meta({ description: 'Decimal USD; null when no price was known' }),
    costNanoUsd: z.string().nullable().meta({ description: 'The same as an integer of nano-USD' }),
    priceId: z.string().nullable(),
    costMultiplier: z.string().nullable().meta({ description: "The provider's multiplier that was billed" }),
    serviceTier: z.string().nullable().meta({ description: 'Tier that the provider says it served' }),
    blocked: z.boolean(),
    interrupted: z.boolean(),
    estimated: z.boolean(),
  })
  .meta({ id: 'RequestLogEntry' })
export type LogView = z.output<typeof logView>

export const toLogView = (entry: RequestLogEntry): LogView => toLogFileRow(entry)

/** What users see of their own requests: not how the hub finds its providers, nor what it pays them. */
export const toMemberLogView = (entry: RequestLogEntry): LogView => ({
  ...toLogView(entry),
  providerId: null,
  providerName: null,
  trace: null,
  upstreamRequestId: null,
  priceId: null,
  costMultiplier: null,
})
