import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { CLIENT_ACTIONS } from '#server/domain/client-version'
import type { ClientVersionRule } from '#server/domain/client-version'
import type { ClientVersionRule as ClientVersionRuleRow } from '#prisma/generated/sqlite/client'
import { writeConfiguration } from './config-version-store'
import type { ClientVersionRuleStore } from './interfaces'
import { parseColumns } from './parse-columns'
import { pickDefined } from './pick-defined'
import type { StoreContext } from './store-context'
import { attempt } from './store-error'

const checked = z.object({ action: z.enum(CLIENT_ACTIONS) })

export function createClientVersionRuleStore({
  client,
  now,
}: Pick<StoreContext, 'client' | 'now'>): ClientVersionRuleStore {
  return {
    list: () =>
      attempt(async () =>
        (await client.clientVersionRule.findMany({ orderBy: { clientName: 'asc' } })).map(toRule),
      ),

    get: (id) =>
      attempt(async () => {
        const row = await client.clientVersionRule.findUnique({ where: { id } })
        return row && toRule(row)
      }),

    create: ({ clientName, minVersion, action, enabled }) =>
      writeConfiguration(client, async (transaction) => {
        const at = now()
        const data = { id: uuidv7(), clientName, minVersion, action, enabled, createdAt: at, updatedAt: at }
        return toRule(await transaction.clientVersionRule.create({ data }))
      }),

    update: (id, patch) =>
      writeConfiguration(client, async (transaction) => {
        const { count } = await transaction.clientVersionRule.updateMany({
          where: { id },
          data: { ...pickDefined(patch), updatedAt: now() },
        })
        if (count === 0) return null
        return toRule(await transaction.clientVersionRule.findUniqueOrThrow({ where: { id } }))
      }),

    remove: (id) =>
      writeConfiguration(client, async (transaction) => {
        const { count } = await transaction.clientVersionRule.deleteMany({ where: { id } })
        return count > 0
      }),
  }
}

function toRule(row: ClientVersionRuleRow): ClientVersionRule {
  const { id, clientName, minVersion, enabled } = row
  return {
    id,
    clientName,
    minVersion,
    enabled,
    action: parseColumns('ClientVersionRule', row, checked).action,
  }
}
