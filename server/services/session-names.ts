import type { LiveRequest } from '#server/domain/live-request'
import type { UsageDimension } from '#server/domain/usage-statistics'
import type { ConfigSnapshot } from '#server/stores/config-snapshot'
import type { SubjectName, UsageStore } from '#server/stores/interfaces'
import { keepFor } from './keep-for'

export interface SessionNames {
  userName: string | null
  keyName: string | null
  providerName: string | null
}
export type NamedRequest = LiveRequest & SessionNames

interface Ids {
  userId: string
  apiKeyId: string
  providerId: string | null
}

/** Who watches asks for the same names again and again. */
const KEPT_MS = 5_000

/** What users, keys and providers of sessions are called; those that were removed in the meantime too. */
export function createSessionNames(options: {
  usage: Pick<UsageStore, 'names'>
  config: () => Pick<ConfigSnapshot, 'users' | 'providers'>
  nowMs: () => number
}) {
  const { usage, config, nowMs } = options

  const namesOf = (by: UsageDimension) => {
    const read = keepFor(KEPT_MS, nowMs, (ids) => usage.names(by, ids.split(',')))
    return async (ids: readonly string[]) =>
      ids.length === 0 ? new Map<string, SubjectName>() : read([...new Set(ids)].toSorted().join(','))
  }
  const keyNamesOf = namesOf('key')
  const userNamesOf = namesOf('user')
  const providerNamesOf = namesOf('provider')

  async function name<T extends Ids>(things: readonly T[]): Promise<(T & SessionNames)[]> {
    const { users, providers } = config()
    const current = new Map(providers.map(({ id, name }) => [id, name]))
    const gone = things.flatMap(({ providerId: id }) => (id === null || current.has(id) ? [] : [id]))
    const [keyNames, goneUsers, goneProviders] = await Promise.all([
      keyNamesOf(things.map(({ apiKeyId }) => apiKeyId)),
      userNamesOf(things.flatMap(({ userId }) => (users.has(userId) ? [] : [userId]))),
      providerNamesOf(gone),
    ])
    return things.map((thing) => {
      const { userId, apiKeyId, providerId } = thing
      return {
        ...thing,
        userName: users.get(userId)?.name ?? goneUsers.get(userId)?.name ?? null,
        keyName: keyNames.get(apiKeyId)?.name ?? null,
        providerName:
          providerId === null
            ? null
            : (current.get(providerId) ?? goneProviders.get(providerId)?.name ?? null),
      }
    })
  }

  return {
    nameSessions: <T extends Ids>(sessions: readonly T[]) => name(sessions),
    nameRequests: (requests: readonly LiveRequest[]): Promise<NamedRequest[]> => name(requests),
  }
}
