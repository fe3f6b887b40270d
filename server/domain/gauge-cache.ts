import { gaugesOf } from './gauges'
import type { Gauge, Subject } from './gauges'
import type { SpendLimits } from './limits'
import type { Principal } from './principal'
import type { RuntimeProvider } from './provider'

/** The gauges of subjects, made once for each window: windows in a time zone take longer than the rest of a request. */
export interface GaugeCache {
  of(limited: Limited, atMs: number): readonly Gauge[]
}

/** Somebody with limits. The record of a subject is a new one after each change of the configuration. */
export interface Limited {
  subject: Subject
  limits: SpendLimits
  resetAtMs: number | null
}

interface Known {
  fromMs: number
  untilMs: number
  resetAtMs: number | null
  gauges: readonly Gauge[]
}

/** @param timeZone IANA name, for fixed windows */
export function createGaugeCache(timeZone: string): GaugeCache {
  const known = new WeakMap<SpendLimits, Known>()
  return {
    of({ subject, limits, resetAtMs }, atMs) {
      const cached = known.get(limits)
      if (cached && cached.resetAtMs === resetAtMs && cached.fromMs <= atMs && atMs < cached.untilMs)
        return cached.gauges
      const gauges = gaugesOf(subject, limits, { nowMs: atMs, timeZone, resetAtMs })
      // A request that began in an earlier window is settled now and then; the cache stays with the present.
      if (cached && atMs < cached.fromMs) return gauges
      const fixed = gauges.filter(({ endMs }) => endMs !== null)
      known.set(limits, {
        fromMs: Math.max(0, ...fixed.map(({ startMs }) => startMs)),
        untilMs: Math.min(Infinity, ...fixed.map(({ endMs }) => endMs ?? Infinity)),
        resetAtMs,
        gauges,
      })
      return gauges
    },
  }
}

export const limitedUser = ({ user }: Principal): Limited => ({
  subject: { kind: 'user', id: user.id },
  limits: user.limits,
  resetAtMs: user.limitsResetAtMs,
})
export const limitedKey = ({ key }: Principal): Limited => ({
  subject: { kind: 'key', id: key.id },
  limits: key.limits,
  resetAtMs: key.limitsResetAtMs,
})
export const limitedProvider = (
  provider: Pick<RuntimeProvider, 'id' | 'limits' | 'limitsResetAt'>,
): Limited => ({
  subject: { kind: 'provider', id: provider.id },
  limits: provider.limits,
  resetAtMs: provider.limitsResetAt?.getTime() ?? null,
})

/** FR-012. Where the sessions of a key and its user are counted, those with a limit only. */
export function sessionPools({ key, user }: Principal): { pool: string; limit: number }[] {
  const pools: { pool: string; limit: number }[] = []
  if (user.limits.concurrentSessions !== null)
    pools.push({ pool: `user:${user.id}`, limit: user.limits.concurrentSessions })
  if (key.limits.concurrentSessions !== null)
    pools.push({ pool: `key:${key.id}`, limit: key.limits.concurrentSessions })
  return pools
}
