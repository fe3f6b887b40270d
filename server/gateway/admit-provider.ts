import type { RuntimeProvider } from '#server/domain/provider'
import type { Availability } from '#server/domain/provider-health'
import type { ConfigView, Guarded } from './exchange'
import type { Quota } from './guards/quota'
import type { Affinity } from './session/affinity'

/** What a provider's limits let in: its sessions and its money. */
export interface Admissions {
  /** @returns `ready`, or what the provider lacks; it then holds nothing of the request */
  admit(
    exchange: Guarded,
    provider: RuntimeProvider,
    config: ConfigView,
  ): Availability | Promise<Availability>
  /** The provider was let in and did not serve the request. */
  withdraw(exchange: Guarded, provider: RuntimeProvider): void
}

export function createAdmissions({ affinity, quota }: { affinity: Affinity; quota: Quota }): Admissions {
  const settle = (exchange: Guarded, provider: RuntimeProvider, hasRoom: boolean, hasMoney: boolean) => {
    if (hasRoom && hasMoney) return 'ready'
    if (hasRoom) affinity.dismiss(exchange, provider, false)
    if (hasMoney) quota.releaseProvider(exchange, provider)
    return hasRoom ? 'limit_reached' : 'sessions_full'
  }
  return {
    admit(exchange, provider, config) {
      // At once, because each may be a way to Redis and back.
      const room = affinity.admit(exchange, provider)
      const money = quota.holdProvider(exchange, provider, config)
      if (typeof room === 'boolean' && typeof money === 'boolean')
        return settle(exchange, provider, room, money)
      return Promise.all([room, money]).then(([hasRoom, hasMoney]) =>
        settle(exchange, provider, hasRoom, hasMoney),
      )
    },
    withdraw(exchange, provider) {
      affinity.dismiss(exchange, provider, false)
      quota.releaseProvider(exchange, provider)
    },
  }
}
