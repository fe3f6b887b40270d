import { outdatedUpTo } from '#server/domain/gauge-room'
import { counts, subjectName } from '#server/domain/gauges'
import type { Gauge, Subject } from '#server/domain/gauges'
import { bucketOf } from '#server/domain/windows'
import { memberOf } from './redis-sessions'
import {
  bucketsKey,
  bucketsTtlMs,
  encodeRecord,
  encodeWaiting,
  gaugeField,
  GRACE_MS,
  poolKey,
  SUBJECT_TTL_MS,
  subjectKey,
} from './redis-spend-keys'
import type { Order, Seed, Settlement } from './spend-state'

export type Arg = string | number

/** What a script is called with, in the order that redis-spend-scripts.ts tells. */
export interface ScriptCall {
  keys: string[]
  args: Arg[]
}

interface Group<T> {
  subject: Subject
  items: T[]
}

/** In the order in which their subjects come first. */
function groupBySubject<T extends { gauge: Gauge }>(
  items: readonly T[],
  subjects: readonly Subject[] = [],
): Group<T>[] {
  const groups = new Map(subjects.map((subject) => [subjectName(subject), newGroup<T>(subject)]))
  for (const item of items) {
    const { subject } = item.gauge
    const name = subjectName(subject)
    const group = groups.get(name) ?? newGroup<T>(subject)
    groups.set(name, group)
    group.items.push(item)
  }
  return [...groups.values()]
}

const newGroup = <T>(subject: Subject): Group<T> => ({ subject, items: [] })

/** @returns the place of its buckets among the keys, which it takes; 0 for a gauge without */
const placeBuckets = (keys: string[], gauge: Gauge): number =>
  gauge.rolling ? keys.push(bucketsKey(gauge)) : 0

/** @param head the keys that come first: mark, epoch, open requests */
export function reserveCall(order: Order, head: readonly string[], term: string): ScriptCall {
  const { requestId, nowMs, claims, leases, intent } = order
  const groups = groupBySubject(claims.map((claim, i) => ({ ...claim, place: i + 1 })))
  const keys = [...head, ...groups.map(({ subject }) => subjectKey(subject))]
  const gauges: Arg[] = []
  for (const { items } of groups) {
    gauges.push(items.length)
    for (const { gauge, amount, place } of items) {
      const { rolling, limit, unit } = gauge
      const bucket = rolling && unit === 'requests' ? bucketOf(nowMs, rolling) : ''
      gauges.push(place, gaugeField(gauge), amount, limit, outdatedUpTo(gauge, nowMs) ?? '')
      gauges.push(placeBuckets(keys, gauge), bucket, bucketsTtlMs(gauge))
    }
  }
  const firstPool = keys.length + 1
  for (const { pool } of leases) keys.push(poolKey(pool))
  const record = intent ? encodeRecord(intent) : ''
  const args: Arg[] = [term, requestId, nowMs, record, SUBJECT_TTL_MS, groups.length, leases.length]
  args.push(firstPool, ...gauges)
  for (const { member, limit, ttlMs } of leases) args.push(memberOf(member), limit, ttlMs)
  return { keys, args }
}

/** @param head the keys that come first: mark, epoch, open requests, rows */
export function settleCall(settlement: Settlement, head: readonly string[], term: string): ScriptCall {
  const { requestId, startedAtMs, nanoUsd, subjects, dismiss, row } = settlement
  const groups = groupBySubject(billedGauges(settlement), subjects)
  const keys = [...head, ...groups.map(({ subject }) => subjectKey(subject))]
  const gauges: Arg[] = []
  for (const { items } of groups) {
    gauges.push(items.length)
    for (const { gauge } of items) {
      const { rolling } = gauge
      gauges.push(gaugeField(gauge), counts(gauge, startedAtMs) ? nanoUsd : 0, placeBuckets(keys, gauge))
      gauges.push(rolling ? bucketOf(startedAtMs, rolling) : '', bucketsTtlMs(gauge))
    }
  }
  const firstPool = keys.length + 1
  for (const { pool } of dismiss) keys.push(poolKey(pool))
  const record = row === null ? '' : encodeRecord({ row, nanoUsd, startedAtMs, subjects })
  const waiting = row === null ? '' : encodeWaiting(settlement)
  const args: Arg[] = [term, requestId, record, waiting, SUBJECT_TTL_MS, groups.length, dismiss.length]
  args.push(firstPool, ...gauges)
  for (const { member } of dismiss) args.push(memberOf(member))
  return { keys, args }
}

/** Each once, and those of the billed subjects only. */
function billedGauges({ gauges, subjects }: Settlement): { gauge: Gauge }[] {
  const names = subjects.map(subjectName)
  const billed = new Map<string, { gauge: Gauge }>()
  for (const gauge of gauges)
    if (gauge.unit === 'nanoUsd' && names.includes(gauge.owner)) billed.set(gauge.id, { gauge })
  return [...billed.values()]
}

/** @param head the keys that come first: mark, epoch */
export function readCall(
  gauges: readonly Gauge[],
  nowMs: number,
  head: readonly string[],
  term: string,
): ScriptCall {
  const groups = groupBySubject(gauges.map((gauge, i) => ({ gauge, place: i + 1 })))
  const keys = [...head, ...groups.map(({ subject }) => subjectKey(subject))]
  const args: Arg[] = [term, groups.length]
  for (const { items } of groups) {
    args.push(items.length)
    for (const { gauge, place } of items) {
      args.push(place, gaugeField(gauge), gauge.unit === 'requests' ? 1 : 0)
      args.push(outdatedUpTo(gauge, nowMs) ?? '', placeBuckets(keys, gauge))
    }
  }
  return { keys, args }
}

/** @param head the keys that come first: mark, epoch, subject */
export function seedCall(
  seeds: readonly Seed[],
  seq: number,
  nowMs: number,
  head: readonly string[],
  term: string,
): ScriptCall {
  const keys = [...head]
  const args: Arg[] = [term, seq, SUBJECT_TTL_MS, nowMs - GRACE_MS, seeds.length]
  for (const { gauge, spent } of seeds) {
    const total = spent.reduce((sum, { nanoUsd }) => sum + nanoUsd, 0)
    const buckets = bucketsOf(gauge, spent)
    args.push(gaugeField(gauge), total, placeBuckets(keys, gauge), bucketsTtlMs(gauge), buckets.length)
    args.push(...buckets.flat())
  }
  return { keys, args }
}

/** Oldest first; empty for a gauge without. */
function bucketsOf({ rolling }: Gauge, spent: Seed['spent']): [beginMs: number, amount: number][] {
  if (!rolling) return []
  const buckets = new Map<number, number>()
  for (const { atMs, nanoUsd } of spent) {
    const bucket = bucketOf(atMs, rolling)
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + nanoUsd)
  }
  return [...buckets].sort(([a], [b]) => a - b)
}
