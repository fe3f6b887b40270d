import type { LiveRequest } from '#server/domain/live-request'
import type { ConfigSnapshot } from '#server/stores/config-snapshot'
import type { UsageStore } from '#server/stores/interfaces'

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

/** What users, keys and providers of sessions are called; those that were removed in the meantime too. */
export function createSessionNames(options: {
  usage: Pick<UsageStore, 'names'>
  config: () => Pick<ConfigSnapshot, 'users' | 'providers'>
}) {
  const { usage, config } = options

  async function name<T extends Ids>(things: readonly T[]): Promise<(T & SessionNames)[]> {
    const { users, providers } = config()
    const current = new Map(providers.map(({ id, name }) => [id, name]))
    const gone = things.flatMap(({ providerId: id }) => (id === null || current.has(id) ? [] : [id]))
    const [keyNames, goneUsers, goneProviders] = await Promise.all([
      usage.names('key', [...new Set(things.map(({ apiKeyId }) => apiKeyId))]),
      usage.names(
        'user',
        things.flatMap(({ userId }) => (users.has(userId) ? [] : [userId])),
      ),
      usage.names('provider', gone),
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
