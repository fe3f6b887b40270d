import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { CLIENT_ACTIONS } from '#server/domain/client-version'
import type { ClientVersionRule as ClientVersionRuleRow } from '#prisma/generated/sqlite/client'
import { writeOne, type Subject, type TransactionClient } from './config-version-store'
import type { ClientVersionRuleEntry, ClientVersionRuleStore } from './interfaces'
import { parseColumns } from './parse-columns'
import { pickDefined } from './pick-defined'
import type { StoreContext } from './store-context'
import { attempt } from './store-error'

const checked = z.object({ action: z.enum(CLIENT_ACTIONS) })

export function createClientVersionRuleStore(
  context: Pick<StoreContext, 'client' | 'now'>,
): ClientVersionRuleStore {
  const { client, now } = context
  const subject = (id: string | null): Subject => ({ type: 'client-version', id, read: findRule })

  return {
    list: () =>
      attempt(async () =>
        (await client.clientVersionRule.findMany({ orderBy: { clientName: 'asc' } })).map(toRule),
      ),

    get: (id) => attempt(() => findRule(client, id)),

    create: ({ clientName, minVersion, action, enabled }) =>
      writeOne(context, subject(null), async (transaction) => {
        const at = now()
        const data = { id: uuidv7(), clientName, minVersion, action, enabled, createdAt: at, updatedAt: at }
        return toRule(await transaction.clientVersionRule.create({ data }))
      }),

    update: (id, { version, ...patch }) =>
      writeOne(context, { ...subject(id), version }, async (transaction) => {
        await transaction.clientVersionRule.updateMany({
          where: { id },
          data: { ...pickDefined(patch), version: { increment: 1 }, updatedAt: now() },
        })
        return findRule(transaction, id)
      }),

    remove: (id) =>
      writeOne(context, subject(id), async (transaction) => {
        const { count } = await transaction.clientVersionRule.deleteMany({ where: { id } })
        return count > 0
      }),
  }
}

async function findRule(client: TransactionClient, id: string): Promise<ClientVersionRuleEntry | null> {
  const row = await client.clientVersionRule.findUnique({ where: { id } })
  return row && toRule(row)
}

function toRule(row: ClientVersionRuleRow): ClientVersionRuleEntry {
  const { id, clientName, minVersion, enabled, version } = row
  return {
    id,
    clientName,
    minVersion,
    enabled,
    version,
    action: parseColumns('ClientVersionRule', row, checked).action,
  }
}
