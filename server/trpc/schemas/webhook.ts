import { z } from 'zod'
import { EVENT_NAMES } from '#server/domain/events'
import { DELIVERY_CHANNELS, DELIVERY_STATUSES, WEBHOOK_KINDS } from '#server/domain/webhook'
import type { Delivery, Webhook } from '#server/domain/webhook'
import type { SendResult } from '#server/services/webhooks/send-webhook'
import {
  enabled,
  exact,
  filterText,
  id,
  isoTime,
  name,
  pageFields,
  required,
  toIso,
  toIsoOrNull,
} from './fields'

const kind = z.enum(WEBHOOK_KINDS, { error: `must be one of ${WEBHOOK_KINDS.join(', ')}` })
const url = z
  .string({ error: required })
  .trim()
  .max(2_000)
  .meta({ description: 'https:// and, of this machine and private networks, http://. Write-only' })
const secret = z.string().trim().min(8, 'must have at least 8 characters').max(500).nullable().meta({
  description:
    'What deliveries are signed with: by generic webhooks, Feishu and DingTalk. null signs nothing. Write-only',
})
const events = z
  .array(z.enum(EVENT_NAMES, { error: `must be one of ${EVENT_NAMES.join(', ')}` }))
  .max(100)
  .transform((names) => EVENT_NAMES.filter((event) => names.includes(event)))
  .meta({ description: 'What is sent there; empty means all' })

export const webhookCreateInput = z.object({
  name,
  kind,
  url,
  secret: secret.default(null),
  events: events.default([]),
  enabled: enabled.default(true),
})
export type WebhookCreateInput = z.input<typeof webhookCreateInput>

/** An absent field stays as it is. */
export const webhookUpdateInput = z
  .object({ name, kind, url, secret, events, enabled })
  .partial()
  .extend({
    id,
    version: exact(z.number().int().min(1))
      .optional()
      .meta({ description: 'The version that is to be changed; 409 when it is no more in force' }),
  })

export const webhookListInput = z.object(pageFields)

export const webhookView = z
  .object({
    id: z.string(),
    name: z.string(),
    kind,
    host: z.string().meta({ description: 'Of the URL, which nobody gets to read' }),
    signed: z.boolean().meta({ description: 'There is a secret' }),
    events: z.array(z.enum(EVENT_NAMES)),
    enabled: z.boolean(),
    version: z.number(),
    createdAt: isoTime,
    updatedAt: isoTime,
  })
  .meta({ id: 'Webhook' })
export type WebhookView = z.output<typeof webhookView>

export const toWebhookView = ({ createdAt, updatedAt, ...webhook }: Webhook): WebhookView => ({
  ...webhook,
  createdAt: toIso(createdAt),
  updatedAt: toIso(updatedAt),
})

export const sendResultView = z.object({
  ok: z.boolean(),
  status: z.number().nullable().meta({ description: 'HTTP or SMTP status; null without an answer' }),
  problem: z.string().nullable().meta({ description: 'Why it was not taken' }),
  latencyMs: z.number(),
  answer: z.string().meta({ description: 'The first 1,024 bytes of the answer, without secrets' }),
})
export type SendResultView = z.output<typeof sendResultView>
export const toSendResultView = (result: SendResult): SendResultView => ({
  ...result,
  ok: result.problem === null,
})

export const deliveryListInput = z.object({
  ...pageFields,
  webhookId: filterText.optional().meta({ description: 'Of one webhook' }),
  status: z
    .preprocess((text) => (text === '' ? undefined : text), z.enum(DELIVERY_STATUSES).optional())
    .meta({ description: 'pending, sent or failed' }),
})

export const deliveryView = z
  .object({
    id: z.string(),
    channel: z.enum(DELIVERY_CHANNELS),
    webhookId: z.string().nullable(),
    recipient: z.string(),
    event: z.enum(EVENT_NAMES),
    status: z.enum(DELIVERY_STATUSES),
    attempts: z.number(),
    nextAttemptAt: isoTime.nullable(),
    lastStatus: z.number().nullable(),
    lastError: z.string().nullable(),
    createdAt: isoTime,
    sentAt: isoTime.nullable(),
  })
  .meta({ id: 'Delivery' })
export type DeliveryView = z.output<typeof deliveryView>

export const toDeliveryView = ({ payload: _, ...delivery }: Delivery): DeliveryView => ({
  ...delivery,
  nextAttemptAt: toIsoOrNull(delivery.nextAttemptAt),
  createdAt: toIso(delivery.createdAt),
  sentAt: toIsoOrNull(delivery.sentAt),
})
