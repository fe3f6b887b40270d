import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketStarts, QUARTER_MS, widenToQuarters, type UsageBucket } from './usage-statistics'

const at = (text: string): number => Date.parse(text)
const startsOf = (bucket: UsageBucket, from: string, to: string, timeZone: string): string[] =>
  (bucketStarts({ bucket, fromMs: at(from), toMs: at(to), timeZone, max: 1_000 }) ?? []).map((ms) =>
    new Date(ms).toISOString().slice(0, 16),
  )

describe('buckets of statistics', () => {
  it.each([
    // Summer time begins on 29 March and ends on 25 October 2026: 23 and 25 hours.
    [
      'Europe/Berlin',
      'day',
      '2026-03-28T23:00Z',
      '2026-03-30T22:00Z',
      ['2026-03-28T23:00', '2026-03-29T22:00'],
    ],
    [
      'Europe/Berlin',
      'day',
      '2026-10-24T22:00Z',
      '2026-10-26T23:00Z',
      ['2026-10-24T22:00', '2026-10-25T23:00'],
    ],
    [
      'Europe/Berlin',
      'month',
      '2026-02-28T23:00Z',
      '2026-04-30T22:00Z',
      ['2026-02-28T23:00', '2026-03-31T22:00'],
    ],
    // Cut short at both ends.
    [
      'Europe/Berlin',
      'month',
      '2026-03-10T00:00Z',
      '2026-04-02T00:00Z',
      ['2026-03-10T00:00', '2026-03-31T22:00'],
    ],
    [
      'America/New_York',
      'day',
      '2026-03-07T05:00Z',
      '2026-03-09T04:00Z',
      ['2026-03-07T05:00', '2026-03-08T05:00'],
    ],
    [
      'America/New_York',
      'week',
      '2026-10-26T04:00Z',
      '2026-11-09T05:00Z',
      ['2026-10-26T04:00', '2026-11-02T05:00'],
    ],
    // Weeks begin on Monday, by the wall there.
    [
      'Asia/Tokyo',
      'week',
      '2026-05-10T15:00Z',
      '2026-05-18T00:00Z',
      ['2026-05-10T15:00', '2026-05-17T15:00'],
    ],
    [
      'Asia/Kolkata',
      'day',
      '2026-05-01T18:30Z',
      '2026-05-03T18:30Z',
      ['2026-05-01T18:30', '2026-05-02T18:30'],
    ],
    [
      'Asia/Kolkata',
      'hour',
      '2026-05-01T18:00Z',
      '2026-05-01T20:00Z',
      ['2026-05-01T18:00', '2026-05-01T18:30', '2026-05-01T19:30'],
    ],
    [
      'Asia/Kathmandu',
      'day',
      '2026-05-01T18:15Z',
      '2026-05-02T18:30Z',
      ['2026-05-01T18:15', '2026-05-02T18:15'],
    ],
    // 12:45 ahead, 13:45 in summer, which ends on 5 April 2026.
    [
      'Pacific/Chatham',
      'day',
      '2026-04-03T10:15Z',
      '2026-04-06T11:15Z',
      ['2026-04-03T10:15', '2026-04-04T10:15', '2026-04-05T11:15'],
    ],
    // Half an hour of summer time: 11 ahead until 5 April 2026, then 10:30.
    [
      'Australia/Lord_Howe',
      'hour',
      '2026-04-04T14:00Z',
      '2026-04-04T17:00Z',
      ['2026-04-04T14:00', '2026-04-04T15:30', '2026-04-04T16:30'],
    ],
    // No midnight: the clock goes from 23:59 to 1:00.
    [
      'Africa/Cairo',
      'day',
      '2026-04-22T22:00Z',
      '2026-04-24T21:00Z',
      ['2026-04-22T22:00', '2026-04-23T22:00'],
    ],
    ['UTC', 'none', '2026-05-01T18:00Z', '2026-05-01T20:00Z', []],
  ] as const)('in %s by %s from %s to %s', (timeZone, bucket, from, to, expected) => {
    expect(startsOf(bucket, from, to, timeZone)).toEqual(expected)
  })

  it('are as many as may be, or none', () => {
    const range = { bucket: 'hour', fromMs: 0, toMs: 10 * 3_600_000, timeZone: 'UTC' } as const
    expect(bucketStarts({ ...range, max: 10 })).toHaveLength(10)
    expect(bucketStarts({ ...range, max: 9 })).toBeNull()
  })

  it('begin at a quarter of an hour, each after the other, in every zone of today', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
        fc.constantFrom('hour', 'day', 'week', 'month'),
        fc.integer({ min: at('2024-01-01T00:00Z'), max: at('2030-01-01T00:00Z') }),
        fc.integer({ min: 1, max: 100 * 3_600_000 }),
        (timeZone, bucket, ms, lengthMs) => {
          const range = widenToQuarters({ fromMs: ms, toMs: ms + lengthMs })
          const starts = bucketStarts({ bucket, ...range, timeZone, max: 1_000 }) ?? []
          expect(starts[0]).toBe(range.fromMs)
          for (const [index, start] of starts.entries()) {
            expect(start % QUARTER_MS).toBe(0)
            expect(start).toBeGreaterThan(index === 0 ? -1 : (starts[index - 1] ?? 0))
            expect(start).toBeLessThan(range.toMs)
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})
