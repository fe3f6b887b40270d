import fc from 'fast-check'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RequestLogRow } from '#server/domain/request-log'
import {
  bucketStarts,
  QUARTER_MS,
  USAGE_BUCKETS,
  USAGE_DIMENSIONS,
  USAGE_RANKS,
  widenToQuarters,
} from '#server/domain/usage-statistics'
import type { UsageQuery, UsageTotals } from '#server/domain/usage-statistics'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import { rankOf } from './read-statistics'
import { createRequestLogWriter } from './request-log-writer'
import { openStores, quietLog, type StoresUnderTest } from './store-fixtures'
import { BASE_MS, between, DAY_MS, groupBy, passes, pick, rowOf, subjectOf, totalsOf } from './usage-fixtures'

for (const under of databasesUnderTest(process.env['TEST_DATABASE_URL'])) {
  describe.skipIf(under.skipped)(`statistics on ${under.title}`, () => {
    let opened: StoresUnderTest
    const rows = Array.from({ length: 1_500 }, (_, index) => {
      // Most of them near the ends of quarters, some anywhere; always the same ones.
      const atMs = BASE_MS + ((index * 7_919_333_777) % (45 * DAY_MS))
      return rowOf(index * 31, index % 3 === 0 ? atMs : atMs - (atMs % QUARTER_MS) + (index % 2) - 1)
    })

    beforeAll(async () => {
      opened = await openStores(under)
      const writer = createRequestLogWriter({ url: opened.url, log: quietLog })
      for (const row of rows) writer.append(row)
      await writer.close()
    })
    afterAll(() => opened.drop())

    const anyTime = fc.integer({ min: BASE_MS - DAY_MS, max: BASE_MS + 46 * DAY_MS })
    const query: fc.Arbitrary<UsageQuery> = fc
      .record({
        by: fc.constantFrom(...USAGE_DIMENSIONS),
        bucket: fc.constantFrom(...USAGE_BUCKETS),
        times: fc.tuple(anyTime, fc.oneof(anyTime, fc.constant(0))),
        timeZone: fc.constantFrom(
          'UTC',
          'Europe/Berlin',
          'America/New_York',
          'Asia/Kolkata',
          'Pacific/Chatham',
        ),
        filter: fc.record(
          {
            userId: fc.constantFrom('u1', 'u2', 'nobody'),
            keyId: fc.constantFrom('k1', 'k5'),
            providerId: fc.constantFrom('p1', 'p2'),
            model: fc.constantFrom('m1', 'm3'),
          },
          { requiredKeys: [] },
        ),
        rank: fc.constantFrom(...USAGE_RANKS),
        limit: fc.integer({ min: 1, max: 8 }),
      })
      .map(({ times: [one, other], ...fields }) => {
        // Mostly a stretch of time, at times whole days.
        const [fromMs, toMs] =
          other === 0 ? [one - (one % DAY_MS), one - (one % DAY_MS) + 30 * DAY_MS] : [one, other]
        const range = { fromMs: Math.min(fromMs, toMs), toMs: Math.max(fromMs, toMs) }
        return {
          ...fields,
          ...range,
          bucket: fields.bucket === 'hour' && range.toMs - range.fromMs > 40 * DAY_MS ? 'day' : fields.bucket,
        }
      })

    it('are what the rows add up to', async () => {
      await fc.assert(
        fc.asyncProperty(query, async (asked) => {
          const range = widenToQuarters(asked)
          const starts = bucketStarts({ ...asked, ...range, max: 1_000 }) ?? []
          const counted = rows.filter(passes(asked.filter)).filter(between(range.fromMs, range.toMs))
          const pointsOf = (some: readonly RequestLogRow[]) =>
            starts.map((ms, index) => totalsOf(some.filter(between(ms, starts[index + 1] ?? range.toMs))))
          const seriesOf = (some: readonly RequestLogRow[]) => ({
            totals: totalsOf(some),
            points: pointsOf(some),
          })

          const answer = await opened.stores.usage.statistics(asked)
          expect(answer).toMatchObject({ ...range, bucketStarts: starts })
          expect(answer.total).toEqual(seriesOf(counted))
          const groups = groupBy(counted, subjectOf[asked.by])
          if (asked.by === 'none') {
            expect(answer).toMatchObject({ subjects: [], others: null })
            return
          }
          for (const { subject, ...series } of answer.subjects)
            expect(series).toEqual(seriesOf(groups.get(subject) ?? []))
          // Who is the top is certain but for those that are equal.
          const ranks = (list: readonly UsageTotals[]) => list.map((totals) => rankOf(totals, asked.rank))
          const expected = ranks([...groups.values()].map(totalsOf)).sort((a, b) => (a > b ? -1 : 1))
          expect(ranks(answer.subjects.map(({ totals }) => totals))).toEqual(expected.slice(0, asked.limit))
          const named = new Set(answer.subjects.map(({ subject }) => subject))
          const left = counted.filter((row) => !named.has(subjectOf[asked.by](row)))
          expect(answer.others).toEqual(left.length === 0 ? null : seriesOf(left))
        }),
        { numRuns: 150 },
      )
    })

    it('refuse more buckets than anybody reads', async () => {
      const asked = {
        by: 'none',
        bucket: 'hour',
        filter: {},
        rank: 'cost',
        limit: 1,
        timeZone: 'UTC',
      } as const
      const refused = opened.stores.usage.statistics({ ...asked, fromMs: 0, toMs: 1_001 * 3_600_000 })
      await expect(refused).rejects.toThrow(RangeError)
    })

    it('say what was spent since any moment, exactly, and which rows there are', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom('user', 'key', 'provider'),
          fc.nat({ max: 5 }),
          fc.array(fc.oneof(anyTime, fc.constant(0), fc.constant(BASE_MS + 9 * DAY_MS)), { maxLength: 6 }),
          fc.array(fc.nat({ max: 2_000 }), { maxLength: 5 }),
          async (kind, number, fromMs, wanted) => {
            const subject = { kind, id: `${kind.slice(0, 1)}${number}` }
            const known = wanted.map((index) => rows[index]?.id ?? uuidv7())
            const answer = await opened.stores.usage.spendSnapshot({ subject, fromMs, ids: known })
            const own = rows.filter((row) => subjectOf[kind](row) === subject.id)
            expect(answer.spent).toEqual(
              fromMs.map((ms) => totalsOf(own.filter(between(ms, Infinity))).costNanoUsd),
            )
            expect(new Set(answer.existing)).toEqual(
              new Set(wanted.flatMap((index) => rows[index]?.id ?? [])),
            )
          },
        ),
        { numRuns: 40 },
      )
      const all = rows.filter((row) => row.userId === 'u1')
      expect(await opened.stores.usage.spend({ kind: 'user', id: 'u1' }, 0)).toBe(totalsOf(all).costNanoUsd)
      const id = pick(rows, 5).id
      expect(await opened.stores.usage.existing([id, uuidv7()])).toEqual([id])
      expect(await opened.stores.usage.existing([])).toEqual([])
    })
  })
}
