import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { EVENT_NAMES } from '#server/domain/events'
import { WEBHOOK_KINDS } from '#server/domain/webhook'
import type { Webhook } from '#server/domain/webhook'
import type { Webhook as WebhookRow } from '#prisma/generated/sqlite/client'
import { writeOne, type Subject, type TransactionClient } from './config-version-store'
import type { WebhookPatch, WebhookStore } from './interfaces'
import { parseColumns } from './parse-columns'
import { pickDefined } from './pick-defined'
import { readPage } from './read-page'
import type { Sealer, StoreContext } from './store-context'
import { attempt } from './store-error'

const checked = z.object({
  kind: z.enum(WEBHOOK_KINDS),
  // A name that a newer hub knew must not make the webhook unreadable.
  events: z.array(z.string()).transform((names) => EVENT_NAMES.filter((name) => names.includes(name))),
})

export function createWebhookStore(context: Pick<StoreContext, 'client' | 'now' | 'sealer'>): WebhookStore {
  const { client, now, sealer } = context
  const subject = (id: string | null, patch: WebhookPatch = {}): Subject => ({
    type: 'webhook',
    id,
    read: findOne,
    version: patch.version,
    secrets: (['url', 'secret'] as const).filter((name) => patch[name] !== undefined),
  })

  return {
    list: (page) =>
      attempt(() =>
        readPage({
          page,
          read: ({ take, beforeId }) =>
            client.webhook.findMany({
              where: beforeId === null ? {} : { id: { lt: beforeId } },
              orderBy: { id: 'desc' },
              take,
            }),
          toItem: toWebhook,
        }),
      ),

    get: (id) => attempt(() => findOne(client, id)),

    create: ({ url, secret, ...fields }) =>
      writeOne(context, subject(null, { url, ...(secret !== null && { secret }) }), async (transaction) => {
        const at = now()
        const sealed = { ...urlColumns(url, sealer), ...secretColumn(secret, sealer) }
        const data = { ...fields, ...sealed, id: uuidv7(), createdAt: at, updatedAt: at }
        return toWebhook(await transaction.webhook.create({ data }))
      }),

    update: (id, { version, url, secret, ...fields }) =>
      writeOne(context, subject(id, { version, url, secret }), async (transaction) => {
        await transaction.webhook.updateMany({
          where: { id },
          data: {
            ...pickDefined(fields),
            ...(url !== undefined && urlColumns(url, sealer)),
            ...(secret !== undefined && secretColumn(secret, sealer)),
            version: { increment: 1 },
            updatedAt: now(),
          },
        })
        return findOne(transaction, id)
      }),

    remove: (id) =>
      writeOne(context, subject(id), async (transaction) => {
        const { count } = await transaction.webhook.deleteMany({ where: { id } })
        return count > 0
      }),

    wanting: (event) =>
      attempt(async () => {
        const rows = await client.webhook.findMany({ where: { enabled: true }, orderBy: { id: 'asc' } })
        return rows.map(toWebhook).filter(({ events }) => events.length === 0 || events.includes(event))
      }),

    target: (id) =>
      attempt(async () => {
        const row = await client.webhook.findUnique({ where: { id } })
        if (!row) return null
        const { kind, enabled } = toWebhook(row)
        const secret = row.secretSealed === null ? null : sealer.open(row.secretSealed)
        return { id, kind, enabled, url: sealer.open(row.urlSealed), secret }
      }),
  }
}

const urlColumns = (url: string, sealer: Sealer) => ({
  urlSealed: sealer.seal(url),
  host: new URL(url).host,
})

const secretColumn = (secret: string | null, sealer: Sealer) => ({
  secretSealed: secret === null ? null : sealer.seal(secret),
})

async function findOne(client: TransactionClient, id: string): Promise<Webhook | null> {
  const row = await client.webhook.findUnique({ where: { id } })
  return row && toWebhook(row)
}

function toWebhook(row: WebhookRow): Webhook {
  const { id, name, host, enabled, version, createdAt, updatedAt } = row
  const { kind, events } = parseColumns('Webhook', row, checked)
  const signed = row.secretSealed !== null
  return { id, name, kind, host, signed, events, enabled, version, createdAt, updatedAt }
}
