import type { Redis } from 'ioredis'
import type { LeaseClaim } from './shared-state'

/** Who holds which lease: a key that expires by Redis' own clock. */
export interface RedisLeases {
  claim(name: string, claim: LeaseClaim): Promise<boolean>
  release(name: string, holder: string): Promise<void>
}

const leaseKey = (name: string): string => `cch:{lease:${name}}`

export function createRedisLeases(client: Redis): RedisLeases {
  return {
    claim: async (name, { holder, ttlMs }) => (await client.claimLease1(leaseKey(name), holder, ttlMs)) === 1,
    async release(name, holder) {
      await client.releaseLease1(leaseKey(name), holder)
    },
  }
}
