import { join, raw, sqltag as sql } from '@prisma/client/runtime/client'
import type { Sql } from '@prisma/client/runtime/client'
import type { UsageDimension, UsageFilter } from '#server/domain/usage-statistics'
import type { RangePart } from './cover-range'
import {
  MEASURE_COLUMNS,
  SPAN_LENGTH_MS,
  SPAN_START,
  SPAN_TABLES,
  SPANS_OF,
  SUBJECT_COLUMN,
} from './usage-rollups'
import type { SubjectKind, UsageSpan } from './usage-rollups'

/** Where sums come from: a table of "subject", "startMs" and the measures, by spans. */
export interface UsageSource {
  /** Coarse to fine; the last one is quarters. */
  readonly spans: readonly UsageSpan[]
  /** @param subjects only these; all when absent */
  rows(part: RangePart, subjects?: readonly string[]): Sql
}

const FILTER_KINDS = { userId: 'user', keyId: 'key', providerId: 'provider', model: 'model' } as const

/** The smallest table that can answer: the rollup by subject where only one kind of subject is asked for, else the one
 * that knows all of them together. */
export function usageSource(by: UsageDimension, filter: UsageFilter): UsageSource {
  const wanted = by === 'none' ? 'all' : by
  const filters = [
    { kind: FILTER_KINDS.userId, value: filter.userId },
    { kind: FILTER_KINDS.keyId, value: filter.keyId },
    { kind: FILTER_KINDS.providerId, value: filter.providerId },
    { kind: FILTER_KINDS.model, value: filter.model },
  ].flatMap(({ kind, value }) => (value === undefined ? [] : [{ kind, value }]))
  const [only, ...others] = filters
  if (only === undefined) return subjectSource(wanted)
  if (others.length === 0 && (wanted === 'all' || wanted === only.kind))
    return subjectSource(only.kind, only.value)
  const conditions = filters.map(({ kind, value }) => sql`${raw(SUBJECT_COLUMN[kind])} = ${value}`)
  const column = SUBJECT_COLUMN[wanted]
  return {
    spans: ['slot'],
    rows: (part, subjects) => sql`
      SELECT ${raw(column)} AS "subject", "startMs", ${raw(MEASURE_COLUMNS)} FROM "UsageDetail"
      WHERE ${inRange(part)} ${and(conditions)} ${among(column, subjects)}`,
  }
}

/** Of one kind, or of one subject. */
export function subjectSource(kind: SubjectKind, subject = kind === 'all' ? '' : undefined): UsageSource {
  const conditions = subject === undefined ? [] : [sql`"subject" = ${subject}`]
  return {
    spans: SPANS_OF[kind],
    rows(part, subjects) {
      const one = subject !== undefined || subjects !== undefined
      return sql`
        SELECT "subject", "startMs", ${raw(MEASURE_COLUMNS)} FROM "${raw(SPAN_TABLES[part.span].table)}"
        WHERE "kind" = ${raw(`'${kind}'`)} AND ${inRange(part)} ${raw(inSteps(part, one))}
          ${and(conditions)} ${among('"subject"', subjects)}`
    },
  }
}

/** Numbers are written into the statement, so that the planner can weigh the range. */
const inRange = ({ fromMs, toMs }: { fromMs: number; toMs: number }): Sql =>
  raw(`"startMs" >= ${String(fromMs)} AND "startMs" < ${String(toMs)}`)

/** More days or weeks than this are not listed one by one. */
const MAX_STEPS = 1_000

/** The keys of the rollups begin with time: days of quarters, and days and weeks themselves. Of some subjects they are listed
 * one by one, which lets the database go to each of them; of all subjects it reads through the range. */
function inSteps({ span, fromMs, toMs }: RangePart, bySubject: boolean): string {
  const [column, step] = span === 'slot' ? ['dayMs', 'day' as const] : ['startMs', span]
  const firstMs = SPAN_START[step](fromMs)
  const steps = Math.ceil((toMs - firstMs) / SPAN_LENGTH_MS[step])
  if (bySubject && steps <= MAX_STEPS) {
    const starts = Array.from({ length: steps }, (_, index) => String(firstMs + index * SPAN_LENGTH_MS[step]))
    return `AND "${column}" IN (${starts.join(', ')})`
  }
  return span === 'slot' ? `AND "dayMs" >= ${String(firstMs)} AND "dayMs" < ${String(toMs)}` : ''
}

const NOTHING = raw('')
const and = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? NOTHING : sql`AND ${join([...conditions], ' AND ')}`
const among = (column: string, subjects: readonly string[] | undefined): Sql =>
  subjects === undefined ? NOTHING : sql`AND ${raw(column)} IN (${join([...subjects])})`
