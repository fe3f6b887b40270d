import { z } from 'zod'
import { EVENT_NAMES } from '#server/domain/events'
import { DELIVERY_CHANNELS, DELIVERY_STATUSES } from '#server/domain/webhook'
import type { Delivery } from '#server/domain/webhook'
import type { Delivery as DeliveryRow } from '#prisma/generated/sqlite/client'
import type { DeliveryStore } from './interfaces'
import { parseColumns } from './parse-columns'
import { readPage } from './read-page'
import type { StoreContext } from './store-context'
import { attempt } from './store-error'

const checked = z.object({
  channel: z.enum(DELIVERY_CHANNELS),
  event: z.enum(EVENT_NAMES),
  status: z.enum(DELIVERY_STATUSES),
})

export function createDeliveryStore({ client, now }: Pick<StoreContext, 'client' | 'now'>): DeliveryStore {
  return {
    list: ({ webhookId, status }, page) =>
      attempt(() =>
        readPage({
          page,
          read: ({ take, beforeId }) =>
            client.delivery.findMany({
              where: {
                ...(beforeId !== null && { id: { lt: beforeId } }),
                ...(webhookId !== undefined && { webhookId }),
                ...(status !== undefined && { status }),
              },
              orderBy: { id: 'desc' },
              take,
            }),
          toItem: toDelivery,
        }),
      ),

    get: (id) =>
      attempt(async () => {
        const row = await client.delivery.findUnique({ where: { id } })
        return row && toDelivery(row)
      }),

    due: (nowMs, limit) =>
      attempt(async () => {
        const rows = await client.delivery.findMany({
          where: { status: 'pending', nextAttemptAt: { lte: new Date(nowMs) } },
          orderBy: { nextAttemptAt: 'asc' },
          take: limit,
        })
        return rows.map(toDelivery)
      }),

    claim: ({ id, attempts }, untilMs) =>
      attempt(async () => {
        const { count } = await client.delivery.updateMany({
          where: { id, attempts, status: 'pending' },
          data: { attempts: { increment: 1 }, nextAttemptAt: new Date(untilMs) },
        })
        return count > 0
      }),

    finish: (id, outcome) =>
      attempt(async () => {
        const sentAt = outcome.status === 'sent' ? now() : null
        await client.delivery.updateMany({ where: { id }, data: { ...outcome, sentAt } })
      }),

    retry: (id, nowMs) =>
      attempt(async () => {
        const { count } = await client.delivery.updateMany({
          where: { id, status: { not: 'sent' } },
          data: { status: 'pending', nextAttemptAt: new Date(nowMs) },
        })
        return count > 0
      }),
  }
}

const toDelivery = (row: DeliveryRow): Delivery => ({ ...row, ...parseColumns('Delivery', row, checked) })
