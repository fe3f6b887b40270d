import type { Gauge, Subject } from '#server/domain/gauges'
import { subjectName } from '#server/domain/gauges'
import type { Intent } from './spend-state'

/** The same hash tag everywhere, so that one script may see all of them (decisions/014). */
export const SPEND_PREFIX = 'cch:{cch:spend}:'

export const EPOCH_KEY = `${SPEND_PREFIX}epoch`
export const RUN_KEY = `${SPEND_PREFIX}run`
export const SETTLING_KEY = `${SPEND_PREFIX}settling`
export const INSTANCES_KEY = `${SPEND_PREFIX}instances`
/** Instances that have joined since Redis may have lost something, and those of which the others still wait for a word. */
export const JOINED_KEY = `${SPEND_PREFIX}joined`
export const AWAITED_KEY = `${SPEND_PREFIX}awaited`
export const MARK_PREFIX = `${SPEND_PREFIX}alive:`
export const openKey = (instanceId: string): string => `${SPEND_PREFIX}open:${instanceId}`
export const rowsKey = (instanceId: string): string => `${SPEND_PREFIX}rows:${instanceId}`
export const subjectKey = (subject: Subject): string => `${SPEND_PREFIX}subject:${subjectName(subject)}`
export const bucketsKey = ({ id }: Gauge): string => `${SPEND_PREFIX}buckets:${id}`
export const poolKey = (pool: string): string => `${SPEND_PREFIX}pool:${pool}`

/** What a gauge is called in the hash of its subject. */
export const gaugeField = ({ id, owner }: Gauge): string => id.slice(owner.length + 1)
/** What begins the name of a field of a subject that stands for a request. */
export const WAITING_PREFIX = 'w:'

const HOUR_MS = 3_600_000
/** Subjects that nobody has asked for for so long are read from the database again. */
export const SUBJECT_TTL_MS = 40 * 24 * HOUR_MS
/** Windows are kept for so long after their end: requests that began in them are settled. */
export const GRACE_MS = HOUR_MS

/** How long Redis keeps the buckets of a gauge; '' for one that has none. */
export const bucketsTtlMs = ({ rolling }: Gauge): number | '' => (rolling ? rolling.lengthMs + HOUR_MS : '')

type Bill = Pick<Intent, 'nanoUsd' | 'startedAtMs'>

/** What a subject's hash says of a request that waits. */
export const encodeWaiting = ({ nanoUsd, startedAtMs }: Bill): string =>
  `${String(nanoUsd)} ${String(startedAtMs)}`
export function decodeWaiting(text: string): Bill {
  const [nanoUsd = 0, startedAtMs = 0] = text.split(' ').map(Number)
  return { nanoUsd, startedAtMs }
}

/** An intent or a row that waits, as Redis keeps it: `nanoUsd startedAtMs subject …`, a line feed, the log row. */
export const encodeRecord = ({ row, subjects, ...bill }: Intent): string =>
  `${encodeWaiting(bill)} ${subjects.map(subjectName).join(' ')}\n${row}`

/** @throws Error for a text that is no record */
export function decodeRecord(record: string): Intent {
  const end = record.indexOf('\n')
  const [nanoUsd, startedAtMs, ...names] = record.slice(0, end).split(' ')
  if (end < 0 || startedAtMs === undefined) throw new Error('this is no record of a request')
  return {
    nanoUsd: Number(nanoUsd),
    startedAtMs: Number(startedAtMs),
    subjects: names.flatMap(decodeSubject),
    row: record.slice(end + 1),
  }
}

const KINDS: readonly Subject['kind'][] = ['user', 'key', 'provider']

function decodeSubject(name: string): Subject[] {
  const colon = name.indexOf(':')
  const kind = KINDS.find((known) => known === name.slice(0, colon))
  return kind ? [{ kind, id: name.slice(colon + 1) }] : []
}
