import type { Redis } from 'ioredis'
import { z } from 'zod'
import { OUTCOMES_KEPT_MS } from './shared-state'
import type { OutcomeCount, OutcomeSeries } from './shared-state'

export interface RedisOutcomes {
  add(counts: readonly OutcomeCount[]): Promise<void>
  read(providerId: string, sinceMs: number): Promise<OutcomeSeries>
}

const HOUR_MS = 3_600_000
const hourOf = (atMs: number): number => Math.floor(atMs / HOUR_MS) * HOUR_MS
const hourKey = (providerId: string, hourMs: number): string => `cch:{outcomes:${providerId}}:${hourMs}`
const lastKey = (providerId: string): string => `cch:{outcomes:${providerId}}:last`

/** Outcome counts, one hash an hour, so that old ones leave by their expiry. */
export function createRedisOutcomes(client: Redis, nowMs: () => number): RedisOutcomes {
  const addOne = (count: OutcomeCount) =>
    client.addOutcomes1(
      hourKey(count.providerId, hourOf(count.minuteMs)),
      lastKey(count.providerId),
      count.minuteMs,
      count.succeeded,
      count.failed,
      count.lastSuccessAtMs ?? 0,
      count.lastFailureAtMs ?? 0,
      count.lastError ?? '',
      OUTCOMES_KEPT_MS + HOUR_MS,
    )

  return {
    async add(counts) {
      await Promise.all(counts.map(addOne))
    },
    async read(providerId, sinceMs) {
      const fromMs = Math.max(sinceMs, nowMs() - OUTCOMES_KEPT_MS)
      const hours: number[] = []
      for (let hourMs = hourOf(fromMs); hourMs <= nowMs(); hourMs += HOUR_MS) hours.push(hourMs)
      const [last, ...counts] = await Promise.all([
        client.hgetall(lastKey(providerId)),
        ...hours.map((hourMs) => client.hgetall(hourKey(providerId, hourMs))),
      ])
      return { minutes: minutesOf(counts).filter(({ minuteMs }) => minuteMs >= fromMs), ...lastOf(last) }
    },
  }
}

const timeSchema = z.coerce.number().int().positive().nullable().catch(null)

const lastOf = (fields: Record<string, string>): Omit<OutcomeSeries, 'minutes'> => ({
  lastSuccessAtMs: timeSchema.parse(fields.successAtMs ?? null),
  lastFailureAtMs: timeSchema.parse(fields.failureAtMs ?? null),
  lastError: fields.error === undefined || fields.error === '' ? null : fields.error,
})

/** From hashes of `<minuteMs>:succeeded` and `<minuteMs>:failed`. */
function minutesOf(hours: readonly Record<string, string>[]): OutcomeSeries['minutes'] {
  const minutes = new Map<number, OutcomeSeries['minutes'][number]>()
  for (const [field, text] of hours.flatMap((hour) => Object.entries(hour))) {
    const [minute, kind] = field.split(':')
    const minuteMs = Number(minute)
    if (kind !== 'succeeded' && kind !== 'failed') continue
    const known = minutes.get(minuteMs) ?? { minuteMs, succeeded: 0, failed: 0 }
    minutes.set(minuteMs, { ...known, [kind]: Number(text) })
  }
  return [...minutes.values()].sort((a, b) => a.minuteMs - b.minuteMs)
}
