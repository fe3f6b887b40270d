import type { Redis } from 'ioredis'
import { roomAtMs } from '#server/domain/gauge-room'
import type { Gauge, Subject } from '#server/domain/gauges'
import { readCall, reserveCall, seedCall, settleCall } from './redis-spend-args'
import {
  decodeWaiting,
  EPOCH_KEY,
  MARK_PREFIX,
  openKey,
  rowsKey,
  subjectKey,
  WAITING_PREFIX,
} from './redis-spend-keys'
import type { ReserveReply } from './redis-spend-scripts'
import type { Order, Pending, Seed, Settlement, Verdict } from './spend-state'

/** What this instance is called in Redis. Each time it joins it gets another term, so that what it said before and what is
 * still on the way has no effect any more. */
export interface Seat {
  readonly instanceId: string
  term: string
}

/** The spend as Redis holds it, one call of a script for each. Everything here rejects when Redis does not do its part. */
export interface RedisSpend {
  reserve(order: Order): Promise<Verdict>
  release(requestId: string, subject: Subject): Promise<void>
  /** @returns false when Redis does not know the request */
  settle(settlement: Settlement): Promise<boolean>
  forget(requests: readonly { requestId: string; subjects: readonly Subject[] }[]): Promise<void>
  read(gauges: readonly Gauge[], nowMs: number): Promise<(number | null)[]>
  pendingOf(subject: Subject): Promise<Pending>
  seed(subject: Subject, seq: number, seeds: readonly Seed[], nowMs: number): Promise<boolean>
}

export function createRedisSpend({ client, seat }: { client: Redis; seat: Seat }): RedisSpend {
  const mark = MARK_PREFIX + seat.instanceId
  const open = openKey(seat.instanceId)
  const rows = rowsKey(seat.instanceId)

  return {
    async reserve(order) {
      const { keys, args } = reserveCall(order, [mark, EPOCH_KEY, open], seat.term)
      return verdictOf(order, await client.reserveSpend1(keys.length, ...keys, ...args))
    },

    async release(requestId, subject) {
      await client.releaseSpend1(4, mark, EPOCH_KEY, open, subjectKey(subject), seat.term, requestId)
    },

    async settle(settlement) {
      const { keys, args } = settleCall(settlement, [mark, EPOCH_KEY, open, rows], seat.term)
      return (await client.settleSpend1(keys.length, ...keys, ...args)) === 1
    },

    async forget(requests) {
      const bySubject = new Map<string, string[]>()
      for (const { requestId, subjects } of requests)
        for (const key of subjects.map(subjectKey)) {
          const fields = bySubject.get(key) ?? []
          fields.push(WAITING_PREFIX + requestId)
          bySubject.set(key, fields)
        }
      const ids = requests.map(({ requestId }) => requestId)
      await Promise.all([
        client.hdel(rows, ...ids),
        ...[...bySubject].map(([key, fields]) => client.hdel(key, ...fields)),
      ])
    },

    async read(gauges, nowMs) {
      const { keys, args } = readCall(gauges, nowMs, [mark, EPOCH_KEY], seat.term)
      const used = await client.readSpend1(keys.length, ...keys, ...args)
      return used.map((text) => (text === '' ? null : Number(text)))
    },

    async pendingOf(subject) {
      const [seq, fields] = await client.pendingSpend1(3, mark, EPOCH_KEY, subjectKey(subject), seat.term)
      const waiting = pairsOf(fields).filter(([name]) => name.startsWith(WAITING_PREFIX))
      const rowsOfSubject = waiting.map(([name, text]) => ({
        requestId: name.slice(WAITING_PREFIX.length),
        ...decodeWaiting(text),
      }))
      return { seq: Number(seq), rows: rowsOfSubject }
    },

    async seed(subject, seq, seeds, nowMs) {
      const { keys, args } = seedCall(seeds, seq, nowMs, [mark, EPOCH_KEY, subjectKey(subject)], seat.term)
      return (await client.seedSpend1(keys.length, ...keys, ...args)) === 1
    },
  }
}

function verdictOf({ claims, leases }: Order, reply: ReserveReply): Verdict {
  if (reply[0] === 'reserved') {
    const [, ...used] = reply
    return { kind: 'reserved', used }
  }
  if (reply[0] === 'unseeded') {
    const [, ...places] = reply
    return { kind: 'unseeded', gauges: places.map((place) => at(claims, place).gauge) }
  }
  if (reply[0] === 'full')
    return { kind: 'refused', refusal: { lease: at(leases, reply[1]) }, used: reply[2], retryAtMs: null }
  const [, place, total, used, fields] = reply
  const claim = at(claims, place)
  const buckets = pairsOf(fields).map(([beginMs, amount]) => [Number(beginMs), Number(amount)] as const)
  const retryAtMs = roomAtMs(claim.gauge, { total, buckets }, claim.amount)
  return { kind: 'refused', refusal: { claim }, used, retryAtMs }
}

/** @param place counted from 1, as Lua does */
function at<T>(list: readonly T[], place: number): T {
  const item = list[place - 1]
  if (item === undefined) throw new Error('Redis speaks of something that it was not asked')
  return item
}

function pairsOf(fields: readonly string[]): [name: string, value: string][] {
  const pairs: [string, string][] = []
  for (let i = 0; i + 1 < fields.length; i += 2) pairs.push([fields[i] ?? '', fields[i + 1] ?? ''])
  return pairs
}
