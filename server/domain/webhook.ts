import type { EventName } from './events'

export const WEBHOOK_KINDS = ['generic', 'slack', 'discord', 'feishu', 'dingtalk', 'wecom'] as const
export type WebhookKind = (typeof WEBHOOK_KINDS)[number]

/** Where events are sent (FR-025). Its URL and its secret are write-only. */
export interface Webhook {
  id: string
  name: string
  kind: WebhookKind
  /** Host and port of the URL. */
  host: string
  /** There is a secret that deliveries are signed with. */
  signed: boolean
  /** Empty means all. */
  events: EventName[]
  enabled: boolean
  version: number
  createdAt: Date
  updatedAt: Date
}

/** The same with what must not be shown. */
export interface WebhookTarget extends Pick<Webhook, 'id' | 'kind'> {
  url: string
  secret: string | null
}

export const DELIVERY_STATUSES = ['pending', 'sent', 'failed'] as const
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]
export const DELIVERY_CHANNELS = ['webhook', 'email'] as const
export type DeliveryChannel = (typeof DELIVERY_CHANNELS)[number]

/** One message on its way out. */
export interface Delivery {
  id: string
  channel: DeliveryChannel
  /** Null for an e-mail. */
  webhookId: string | null
  /** Host of the webhook, or the address. */
  recipient: string
  event: EventName
  /** JSON of the message. */
  payload: string
  status: DeliveryStatus
  attempts: number
  /** Null when it is not tried any more. */
  nextAttemptAt: Date | null
  /** HTTP status of the last answer. */
  lastStatus: number | null
  /** Null when the last try went well. */
  lastError: string | null
  createdAt: Date
  sentAt: Date | null
}

/** Between a try and the next one; after the last of them it has failed. */
const BACKOFF_MS = [10_000, 60_000, 300_000, 1_800_000, 7_200_000]

/** @param attempts tries so far
 * @returns null when there is no other try */
export const nextAttemptMs = (attempts: number, nowMs: number): number | null => {
  const waitMs = BACKOFF_MS[attempts - 1]
  return waitMs === undefined ? null : nowMs + waitMs
}
