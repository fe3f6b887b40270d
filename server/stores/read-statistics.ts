import { join, raw, sqltag as sql } from '@prisma/client/runtime/client'
import type { Sql } from '@prisma/client/runtime/client'
import { bucketStarts, NO_USAGE_TOTALS, widenToQuarters } from '#server/domain/usage-statistics'
import type {
  SubjectUsage,
  UsageQuery,
  UsageRank,
  UsageSeries,
  UsageStatistics,
  UsageTotals,
} from '#server/domain/usage-statistics'
import { coverRange, widenTo } from './cover-range'
import type { StoreContext } from './store-context'
import { MEASURE_COLUMNS, MEASURES, SPAN_LENGTH_MS, SPAN_START, type UsageSpan } from './usage-rollups'
import { usageSource, type UsageSource } from './usage-source'

/** More than anybody asks for who knows what he does: a month by the hour is 744. */
const MAX_BUCKETS = 1_000

type Context = Pick<StoreContext, 'client'>
interface Range {
  fromMs: number
  toMs: number
}
interface SumsRow {
  subject: string
  bucket?: number | bigint
  sums: string
}

/** Answers from rollups alone.
 * @throws RangeError for more than MAX_BUCKETS buckets, and for a time zone that does not exist */
export async function readStatistics(context: Context, query: UsageQuery): Promise<UsageStatistics> {
  const range = widenToQuarters(query)
  const starts = bucketStarts({ ...query, ...range, max: MAX_BUCKETS })
  if (starts === null) throw new RangeError(`more than ${String(MAX_BUCKETS)} buckets`)
  // In this order, because sums only grow: the total is never less than that of its parts.
  const subjects = query.by === 'none' ? [] : await readSubjects(context, query, range, starts)
  const total = await readTotal(context, usageSource('none', query.filter), range, starts)
  const others = query.by === 'none' ? null : whatIsLeft(total, subjects)
  return { ...range, bucketStarts: starts, total, subjects, others }
}

async function readTotal(
  context: Context,
  source: UsageSource,
  range: Range,
  starts: readonly number[],
): Promise<UsageSeries> {
  const anyone = {
    ...source,
    rows: (part: Parameters<UsageSource['rows']>[0]) => withoutSubject(source.rows(part)),
  }
  if (starts.length === 0) {
    const rows = await readSums(context, anyone, range)
    return { totals: rows.get('') ?? NO_USAGE_TOTALS, points: [] }
  }
  const points =
    (await readPoints(context, anyone, { range, starts })).get('') ?? starts.map(() => NO_USAGE_TOTALS)
  return { totals: points.reduce((sum, point) => combine(sum, point, 1), NO_USAGE_TOTALS), points }
}

const withoutSubject = (rows: Sql): Sql =>
  sql`SELECT '' AS "subject", "startMs", ${raw(MEASURE_COLUMNS)} FROM (${rows}) AS known`

async function readSubjects(
  context: Context,
  query: UsageQuery,
  range: Range,
  starts: readonly number[],
): Promise<SubjectUsage[]> {
  const source = usageSource(query.by, query.filter)
  const top = await readTop(context, source, { ...query, range })
  const ids = top.map(({ subject }) => subject)
  const points =
    starts.length === 0 || ids.length === 0
      ? new Map<string, UsageTotals[]>()
      : await readPoints(context, source, { range, starts, subjects: ids })
  return top.map(({ subject, totals }) => ({ subject, totals, points: points.get(subject) ?? [] }))
}

interface Ranked {
  subject: string
  totals: UsageTotals
}

/** How many more than are wanted are looked at first. */
const MARGIN = 10
/** With so many to look at one by one, all of them at once is faster. */
const MAX_CANDIDATES = 2_000

/** Those with the most, exactly, without adding up the quarters of everybody: whole days or weeks around the range are an
 * upper bound. Whoever is beyond the candidates has less by that bound than the last one wanted has in truth; where not, more
 * candidates are taken. */
async function readTop(
  context: Context,
  source: UsageSource,
  { range, rank, limit }: { range: Range; rank: UsageRank; limit: number },
): Promise<Ranked[]> {
  const coarse = source.spans.filter((span) => span !== 'slot')
  for (let take = limit + MARGIN; coarse.length > 0 && take <= MAX_CANDIDATES; take *= 4) {
    const candidates = await readUpperBounds(context, source, { range, rank, take, coarse })
    const last = candidates.at(-1)
    if (last === undefined) return []
    const sums = await readSums(
      context,
      source,
      range,
      candidates.map(({ subject }) => subject),
    )
    const top = best(sums, rank, limit)
    const worst = top[limit - 1]
    if (candidates.length < take || (worst && rankOf(worst.totals, rank) >= last.bound)) return top
  }
  return best(await readSums(context, source, range), rank, limit)
}

async function readUpperBounds(
  { client }: Context,
  source: UsageSource,
  options: { range: Range; rank: UsageRank; take: number; coarse: readonly UsageSpan[] },
): Promise<{ subject: string; bound: bigint }[]> {
  const { range, rank, take, coarse } = options
  const [coarsest = 'day'] = coarse
  // Few rows to add up where the range is long, and not far from the truth where it is short.
  const span = range.toMs - range.fromMs >= 3 * SPAN_LENGTH_MS[coarsest] ? coarsest : 'day'
  const parts = coverRange(widenTo(span, range), coarse)
  const rows = await client.$queryRaw<{ subject: string; bound: number | bigint }[]>`
    SELECT "subject", CAST(SUM(${raw(RANK_COLUMNS[rank])}) AS BIGINT) AS "bound"
    FROM (${join(
      parts.map((part) => source.rows(part)),
      ' UNION ALL ',
    )}) AS parts
    GROUP BY "subject" ORDER BY 2 DESC, 1 LIMIT ${raw(String(take))}`
  return rows.map(({ subject, bound }) => ({ subject, bound: BigInt(bound) }))
}

const best = (sums: ReadonlyMap<string, UsageTotals>, rank: UsageRank, limit: number): Ranked[] =>
  [...sums]
    .map(([subject, totals]) => ({ subject, totals, rank: rankOf(totals, rank) }))
    .sort((one, other) => (one.rank === other.rank ? byName(one, other) : one.rank > other.rank ? -1 : 1))
    .slice(0, limit)
    .map(({ subject, totals }) => ({ subject, totals }))

const byName = (one: Ranked, other: Ranked): number => (one.subject < other.subject ? -1 : 1)

const RANK_COLUMNS: Record<UsageRank, string> = {
  cost: '"costNanoUsd"',
  requests: '"requests"',
  tokens: '"inputTokens" + "cacheReadTokens" + "cacheWrite5mTokens" + "cacheWrite1hTokens" + "outputTokens"',
}

export function rankOf(totals: UsageTotals, rank: UsageRank): bigint {
  if (rank === 'cost') return totals.costNanoUsd
  if (rank === 'requests') return BigInt(totals.requests)
  const { inputTokens, cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens, outputTokens } = totals
  return BigInt(inputTokens + cacheReadTokens + cacheWrite5mTokens + cacheWrite1hTokens + outputTokens)
}

/** Sums over a range by subject. */
async function readSums(
  { client }: Context,
  source: UsageSource,
  range: Range,
  subjects?: readonly string[],
): Promise<Map<string, UsageTotals>> {
  const parts = coverRange(range, source.spans).map((part) => source.rows(part, subjects))
  if (parts.length === 0) return new Map()
  const rows = await client.$queryRaw<SumsRow[]>`
    SELECT "subject", ${SUMS} FROM (${join(parts, ' UNION ALL ')}) AS parts GROUP BY "subject"`
  return new Map(rows.map((row) => [row.subject, toTotals(row)]))
}

/** All of them in one text: each column of an answer costs Prisma more than the sum cost the database. */
const SUMS = raw(MEASURES.map((name) => `CAST(SUM("${name}") AS TEXT)`).join(` || ' ' || `) + ' AS "sums"')

/** Sums by subject and bucket, of whole days where all buckets are such, else of quarters. */
async function readPoints(
  { client }: Context,
  source: UsageSource,
  { range, starts, subjects }: { range: Range; starts: readonly number[]; subjects?: readonly string[] },
): Promise<Map<string, UsageTotals[]>> {
  const bounds = [...starts, range.toMs]
  const whole = (span: UsageSpan): boolean => bounds.every((ms) => SPAN_START[span](ms) === ms)
  const span = source.spans.find((each) => each !== 'week' && whole(each)) ?? 'slot'
  const rows = await client.$queryRaw<SumsRow[]>`
    SELECT ${raw(bucketOf(starts, range.toMs))} AS "bucket", "subject", ${SUMS}
    FROM (${source.rows({ span, ...range }, subjects)}) AS counted GROUP BY 1, 2`
  const points = new Map<string, UsageTotals[]>()
  for (const row of rows) {
    const ofSubject = points.get(row.subject) ?? starts.map(() => NO_USAGE_TOTALS)
    ofSubject[Number(row.bucket)] = toTotals(row)
    points.set(row.subject, ofSubject)
  }
  return points
}

/** The number of a row's bucket, as an expression: a division where buckets are as long as each other, as hours and most days
 * are, else a search by halves. */
function bucketOf(starts: readonly number[], toMs: number): string {
  const [first = 0, second = toMs, third = toMs] = starts
  const lengthMs = starts.length > 2 ? third - second : Math.max(second - first, toMs - second)
  const begin = second - lengthMs
  // The first and the last one may be cut short.
  const even =
    first >= begin &&
    starts.slice(1).every((ms, index) => ms === second + index * lengthMs) &&
    toMs <= begin + starts.length * lengthMs
  if (even) return `("startMs" - ${String(begin)}) / ${String(lengthMs)}`
  return searchBucket(starts, 0, starts.length)
}

/** @param from first of the buckets that it may be
 *  @param to   beyond the last of them */
function searchBucket(starts: readonly number[], from: number, to: number): string {
  if (to - from <= 1) return String(from)
  const middle = (from + to) >> 1
  const [below, above] = [searchBucket(starts, from, middle), searchBucket(starts, middle, to)]
  return `CASE WHEN "startMs" < ${String(starts[middle])} THEN ${below} ELSE ${above} END`
}

function toTotals({ sums }: SumsRow): UsageTotals {
  const totals: UsageTotals = { ...NO_USAGE_TOTALS }
  for (const [index, sum] of sums.split(' ').entries()) {
    const name = MEASURES[index]
    if (name === 'costNanoUsd') totals.costNanoUsd = BigInt(sum)
    else if (name !== undefined) totals[name] = Number(sum)
  }
  return totals
}

function whatIsLeft(total: UsageSeries, subjects: readonly SubjectUsage[]): UsageSeries | null {
  const minus = (sum: UsageTotals, known: (subject: SubjectUsage) => UsageTotals | undefined) =>
    subjects.reduce((left, subject) => combine(left, known(subject) ?? NO_USAGE_TOTALS, -1), sum)
  const totals = minus(total.totals, (subject) => subject.totals)
  if (totals.requests <= 0) return null
  const points = total.points.map((point, index) => minus(point, (subject) => subject.points[index]))
  return { totals, points }
}

function combine(one: UsageTotals, other: UsageTotals, sign: 1 | -1): UsageTotals {
  const sum: UsageTotals = { ...one, costNanoUsd: one.costNanoUsd + BigInt(sign) * other.costNanoUsd }
  for (const name of MEASURES) if (name !== 'costNanoUsd') sum[name] = one[name] + sign * other[name]
  return sum
}
