import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { CIRCUIT_PHASES } from '#server/domain/circuit'
import { HEALTH_EVENTS } from '#server/domain/health-history'
import type { HealthHistoryEntry } from '#server/domain/health-history'
import type { ProviderHealth as ProviderHealthRow } from '#prisma/generated/sqlite/client'
import type { HealthHistoryRow, ProviderHealthStore } from './interfaces'
import { parseColumns } from './parse-columns'
import { readPage } from './read-page'
import type { StoreContext } from './store-context'
import { attempt } from './store-error'

const checked = z.object({ state: z.enum(CIRCUIT_PHASES), event: z.enum(HEALTH_EVENTS) })

export function createProviderHealthStore({ client }: Pick<StoreContext, 'client'>): ProviderHealthStore {
  return {
    record: (entries) =>
      attempt(async () => {
        await client.providerHealth.createMany({ data: entries.map(toColumns) })
      }),

    list: (providerId, page) =>
      attempt(() =>
        readPage({
          page,
          read: ({ take, beforeId }) =>
            client.providerHealth.findMany({
              where: { providerId, ...(beforeId !== null && { id: { lt: beforeId } }) },
              orderBy: { id: 'desc' },
              take,
            }),
          toItem: toRow,
        }),
      ),
  }
}

/** The event's name, then what else there is to say of it. */
const SEPARATOR = ': '

const toColumns = ({ providerId, event, state, detail, latencyMs, atMs }: HealthHistoryEntry) => ({
  id: uuidv7(),
  providerId,
  state,
  reason: detail === null ? event : `${event}${SEPARATOR}${detail}`,
  latencyMs,
  createdAt: new Date(atMs),
})

function toRow(row: ProviderHealthRow): HealthHistoryRow {
  const { id, providerId, latencyMs, createdAt } = row
  const [name, ...rest] = (row.reason ?? '').split(SEPARATOR)
  const named = { ...row, event: name }
  const { state, event } = parseColumns('ProviderHealth', named, checked)
  const detail = rest.length > 0 ? rest.join(SEPARATOR) : null
  return { id, providerId, event, state, detail, latencyMs, atMs: createdAt.getTime() }
}
