import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { BIND_REASONS } from './shared-state'
import type { BindProposal, SessionBinding } from './shared-state'

export interface RedisBindings {
  read(sessionId: string, ttlMs: number, nowMs: number): Promise<SessionBinding | null>
  peek(sessionId: string): Promise<SessionBinding | null>
  bind(sessionId: string, proposal: BindProposal): Promise<SessionBinding>
  unbind(sessionId: string, providerId: string): Promise<void>
  /** Bring back what was bound elsewhere: where there is no binding, or an older one. Returns the one in force. */
  restore(sessionId: string, binding: SessionBinding, ttlMs: number): Promise<SessionBinding>
}

const FIELDS = ['provider', 'reason', 'boundAtMs', 'lastUsedAtMs']

/** Clients choose session ids, so nothing of one stands in a key. 128 bits keep different sessions apart. */
const bindingKey = (sessionId: string): string =>
  `cch:{session:${createHash('sha256').update(sessionId).digest('base64url').slice(0, 22)}}`

export function createRedisBindings(client: Redis): RedisBindings {
  return {
    async read(sessionId, ttlMs, nowMs) {
      return parseBinding(await client.readBinding1(bindingKey(sessionId), nowMs, ttlMs))
    },
    async peek(sessionId) {
      return parseBinding(await client.hmget(bindingKey(sessionId), ...FIELDS))
    },
    async bind(sessionId, { providerId, reason, from, ttlMs, nowMs }) {
      const args = [providerId, reason, nowMs, nowMs, ttlMs, from ?? '', '0']
      const inForce = parseBinding(await client.bindSession1(bindingKey(sessionId), ...args))
      return inForce ?? { providerId, reason, boundAtMs: nowMs, lastUsedAtMs: nowMs }
    },
    async unbind(sessionId, providerId) {
      await client.unbindSession1(bindingKey(sessionId), providerId)
    },
    async restore(sessionId, binding, ttlMs) {
      const { providerId, reason, boundAtMs, lastUsedAtMs } = binding
      const args = [providerId, reason, boundAtMs, lastUsedAtMs, ttlMs, '', '1']
      return parseBinding(await client.bindSession1(bindingKey(sessionId), ...args)) ?? binding
    },
  }
}

const bindingSchema = z
  .tuple([z.string().min(1), z.enum(BIND_REASONS).catch('first'), z.coerce.number(), z.coerce.number()])
  .transform(([providerId, reason, boundAtMs, lastUsedAtMs]): SessionBinding => ({
    providerId,
    reason,
    boundAtMs,
    lastUsedAtMs,
  }))

const parseBinding = (fields: unknown): SessionBinding | null => bindingSchema.safeParse(fields).data ?? null
