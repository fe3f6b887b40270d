import type { EventMessage } from '#server/domain/events'
import { nextAttemptMs } from '#server/domain/webhook'
import type { Delivery } from '#server/domain/webhook'
import type { DeliveryOutcome, Stores } from '#server/stores/interfaces'
import type { SendEmail } from './send-email'
import type { SendWebhook } from './webhooks/send-webhook'

/** Of a try of which nothing was heard, because its instance ended, longer than any try may take. */
const CLAIM_MS = 60_000
const AT_ONCE = 8

/** Tries what is due, some at once. Two instances may do it at the same time: each delivery is one's.
 * @returns whether there may be more to try */
export type SendDeliveries = (nowMs: number) => Promise<boolean>

export function createSendDeliveries(options: {
  stores: Pick<Stores, 'deliveries' | 'webhooks'>
  sendWebhook: SendWebhook
  sendEmail: SendEmail
  nowMs: () => number
}): SendDeliveries {
  const { stores, sendWebhook, sendEmail, nowMs } = options
  const { deliveries, webhooks } = stores

  /** @returns null when it was taken, or else why not, and whether another try could help */
  const attempt = async (delivery: Delivery): Promise<Attempt> => {
    const { id, channel, webhookId, recipient } = delivery
    // Written by this hub as such a message.
    const message = JSON.parse(delivery.payload) as EventMessage
    if (channel === 'email') return { ...(await sendEmail(recipient, message, id)), final: false }
    const target = webhookId === null ? null : await webhooks.target(webhookId)
    if (!target) return { status: null, problem: 'the webhook has been removed', final: true }
    if (!target.enabled) return { status: null, problem: 'the webhook is disabled', final: true }
    return { ...(await sendWebhook(target, message, id)), final: false }
  }

  const send = async (delivery: Delivery): Promise<void> => {
    if (!(await deliveries.claim(delivery, nowMs() + CLAIM_MS))) return
    const result = await attempt(delivery).catch((error: unknown): Attempt => {
      // A sealed value of a lost key, for example: nobody else could send it either.
      if (error instanceof Error && error.name === 'StoreError') throw error
      return { status: null, problem: 'it could not be made', final: true }
    })
    await deliveries.finish(delivery.id, outcomeOf(result, delivery.attempts + 1, nowMs()))
  }

  return async (dueMs) => {
    const due = await deliveries.due(dueMs, AT_ONCE)
    await Promise.all(due.map(send))
    return due.length === AT_ONCE
  }
}

interface Attempt {
  status: number | null
  problem: string | null
  final: boolean
}

function outcomeOf({ status, problem, final }: Attempt, attempts: number, nowMs: number): DeliveryOutcome {
  const last = { lastStatus: status, lastError: problem }
  if (problem === null) return { ...last, status: 'sent', nextAttemptAt: null }
  const nextMs = final ? null : nextAttemptMs(attempts, nowMs)
  return nextMs === null
    ? { ...last, status: 'failed', nextAttemptAt: null }
    : { ...last, status: 'pending', nextAttemptAt: new Date(nextMs) }
}
