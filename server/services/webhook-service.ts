import { breach } from '#server/domain/broken-rule'
import { randomUUID } from 'node:crypto'
import { messageOf, SAMPLE_EVENT } from '#server/domain/events'
import type { Page } from '#server/domain/page'
import type { Delivery, DeliveryStatus, Webhook } from '#server/domain/webhook'
import type { PageRequest, Stores, WebhookCreate, WebhookPatch } from '#server/stores/interfaces'
import { ServiceError } from './service-error'
import { checkWebhookUrl } from './webhooks/check-webhook-url'
import type { SendResult, SendWebhook } from './webhooks/send-webhook'

/** FR-025. Where events are sent, and what became of what was sent. */
export interface WebhookService {
  list(page: PageRequest): Promise<Page<Webhook>>
  /** @throws ServiceError not_found */
  get(id: string): Promise<Webhook>
  /** @throws ServiceError invalid */
  create(input: WebhookCreate): Promise<Webhook>
  /** @throws ServiceError not_found, invalid, StoreError conflict: it has been changed meanwhile */
  update(id: string, patch: WebhookPatch): Promise<Webhook>
  /** @throws ServiceError not_found */
  remove(id: string): Promise<void>
  /** Send a sample now, also to a disabled one. @throws ServiceError not_found */
  test(id: string): Promise<SendResult>
  /** By webhook and by e-mail, the newest first. */
  deliveries(
    filter: { webhookId?: string | undefined; status?: DeliveryStatus | undefined },
    page: PageRequest,
  ): Promise<Page<Delivery>>
  /** Try a delivery again, now. @throws ServiceError not_found, conflict: it was sent already */
  retry(id: string): Promise<Delivery>
}

export function createWebhookService(options: {
  stores: Pick<Stores, 'webhooks' | 'deliveries'>
  sendWebhook: SendWebhook
  /** There is something to deliver. */
  onQueued: () => void
  onConfigChanged: () => Promise<void>
  nowMs: () => number
}): WebhookService {
  const { sendWebhook, onQueued, onConfigChanged, nowMs } = options
  const { webhooks, deliveries } = options.stores

  const found = <T>(what: string, id: string, thing: T | null): T => {
    if (thing === null) throw ServiceError.notFound(what, id)
    return thing
  }
  const getDelivery = async (id: string) => found('delivery', id, await deliveries.get(id))

  return {
    list: (page) => webhooks.list(page),
    get: async (id) => found('webhook', id, await webhooks.get(id)),
    async create(input) {
      requireUsableUrl(input.url)
      const made = await webhooks.create(input)
      await onConfigChanged()
      return made
    },
    async update(id, patch) {
      if (patch.url !== undefined) requireUsableUrl(patch.url)
      const changed = found('webhook', id, await webhooks.update(id, patch))
      await onConfigChanged()
      return changed
    },
    async remove(id) {
      if (!(await webhooks.remove(id))) throw ServiceError.notFound('webhook', id)
      await onConfigChanged()
    },
    async test(id) {
      const target = found('webhook', id, await webhooks.target(id))
      return sendWebhook(target, messageOf({ ...SAMPLE_EVENT, atMs: nowMs() }), `test-${randomUUID()}`)
    },
    deliveries: (filter, page) => deliveries.list(filter, page),
    async retry(id) {
      const delivery = await getDelivery(id)
      if (!(await deliveries.retry(delivery.id, nowMs())))
        throw ServiceError.conflict([{ path: '', ...breach('sentAlready', 'it was sent already') }])
      onQueued()
      return getDelivery(id)
    },
  }
}

/** @throws ServiceError invalid */
function requireUsableUrl(url: string): void {
  const problem = checkWebhookUrl(url)
  if (problem !== null) throw ServiceError.invalid([{ path: 'url', ...problem }])
}
