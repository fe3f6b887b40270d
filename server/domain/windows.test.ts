import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FIVE_HOURS, MINUTE, ROLLING_DAY, TOTAL, windowAt } from './windows'
import type { WindowSpec } from './windows'

const fixed = (unit: 'day' | 'week' | 'month', timeZone = 'UTC', resetAt = '00:00'): WindowSpec => ({
  kind: 'fixed',
  unit,
  resetAt,
  timeZone,
})
const spanOf = (now: string, spec: WindowSpec): (string | null)[] => {
  const { startMs, endMs } = windowAt(Date.parse(now), spec)
  return [startMs, endMs].map((ms) =>
    ms === null ? null : new Date(ms).toISOString().replace(':00.000Z', 'Z'),
  )
}

describe('fixed windows', () => {
  it.each<[string, WindowSpec, string, string]>([
    ['2026-03-01T12:00:00Z', fixed('day'), '2026-03-01T00:00Z', '2026-03-02T00:00Z'],
    ['2026-03-01T00:00:00Z', fixed('day'), '2026-03-01T00:00Z', '2026-03-02T00:00Z'],
    ['2026-02-28T23:59:59Z', fixed('day'), '2026-02-28T00:00Z', '2026-03-01T00:00Z'],
    ['2026-03-01T08:29:59Z', fixed('day', 'UTC', '08:30'), '2026-02-28T08:30Z', '2026-03-01T08:30Z'],
    ['2026-03-01T08:30:00Z', fixed('day', 'UTC', '08:30'), '2026-03-01T08:30Z', '2026-03-02T08:30Z'],
    ['2026-03-01T17:00:00Z', fixed('day', 'Asia/Shanghai'), '2026-03-01T16:00Z', '2026-03-02T16:00Z'],
    ['2026-03-01T17:00:00Z', fixed('day', 'Asia/Kolkata'), '2026-02-28T18:30Z', '2026-03-01T18:30Z'],
    // Sunday belongs to the week that began on Monday before.
    ['2026-03-01T12:00:00Z', fixed('week'), '2026-02-23T00:00Z', '2026-03-02T00:00Z'],
    ['2026-03-02T00:00:00Z', fixed('week'), '2026-03-02T00:00Z', '2026-03-09T00:00Z'],
    ['2026-03-02T05:00:00Z', fixed('week', 'UTC', '06:00'), '2026-02-23T06:00Z', '2026-03-02T06:00Z'],
    ['2028-02-29T12:00:00Z', fixed('month'), '2028-02-01T00:00Z', '2028-03-01T00:00Z'],
    ['2026-01-01T05:00:00Z', fixed('month', 'UTC', '06:00'), '2025-12-01T06:00Z', '2026-01-01T06:00Z'],
    ['2026-12-31T23:00:00Z', fixed('month', 'Europe/Berlin'), '2026-12-31T23:00Z', '2027-01-31T23:00Z'],
  ])('%s in %j', (now, spec, start, end) => {
    expect(spanOf(now, spec)).toEqual([start, end])
  })

  it.each<[string, string, WindowSpec, string, string]>([
    [
      'a day of 23 hours',
      '2026-03-29T12:00:00Z',
      fixed('day', 'Europe/Berlin'),
      '2026-03-28T23:00Z',
      '2026-03-29T22:00Z',
    ],
    [
      'a day of 25 hours',
      '2026-10-25T12:00:00Z',
      fixed('day', 'Europe/Berlin'),
      '2026-10-24T22:00Z',
      '2026-10-25T23:00Z',
    ],
    // 02:30 does not exist on 29 March in Berlin: the day turns at 03:30, an hour later on the wall.
    [
      'a reset that is left out',
      '2026-03-29T12:00:00Z',
      fixed('day', 'Europe/Berlin', '02:30'),
      '2026-03-29T01:30Z',
      '2026-03-30T00:30Z',
    ],
    [
      'before a reset that is left out',
      '2026-03-29T01:15:00Z',
      fixed('day', 'Europe/Berlin', '02:30'),
      '2026-03-28T01:30Z',
      '2026-03-29T01:30Z',
    ],
    // 02:30 comes twice on 25 October: the first counts, and the second is inside.
    [
      'a reset that comes twice',
      '2026-10-25T01:30:00Z',
      fixed('day', 'Europe/Berlin', '02:30'),
      '2026-10-25T00:30Z',
      '2026-10-26T01:30Z',
    ],
    [
      'New York, spring',
      '2026-03-08T12:00:00Z',
      fixed('day', 'America/New_York'),
      '2026-03-08T05:00Z',
      '2026-03-09T04:00Z',
    ],
    [
      'a month over the change',
      '2026-03-15T00:00:00Z',
      fixed('month', 'Europe/Berlin'),
      '2026-02-28T23:00Z',
      '2026-03-31T22:00Z',
    ],
    [
      'a week over the change',
      '2026-10-20T00:00:00Z',
      fixed('week', 'Europe/Berlin'),
      '2026-10-18T22:00Z',
      '2026-10-25T23:00Z',
    ],
    // Lord Howe Island moves by half an hour.
    [
      'half an hour',
      '2026-04-05T00:00:00Z',
      fixed('day', 'Australia/Lord_Howe'),
      '2026-04-04T13:00Z',
      '2026-04-05T13:30Z',
    ],
    // Chile turns its clocks at midnight, so that 6 September 2026 has no 00:00.
    [
      'a day that begins at one',
      '2026-09-06T12:00:00Z',
      fixed('day', 'America/Santiago'),
      '2026-09-06T04:00Z',
      '2026-09-07T03:00Z',
    ],
  ])('%s', (_title, now, spec, start, end) => {
    expect(spanOf(now, spec)).toEqual([start, end])
  })

  it('follow each other without a gap, wherever and whenever', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'America/Santiago',
      'Asia/Kolkata',
      'Pacific/Chatham',
      'Australia/Lord_Howe',
    ]
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2035, 0) }),
        fc.constantFrom<'day' | 'week' | 'month'>('day', 'week', 'month'),
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 1_439 }),
        (nowMs, unit, timeZone, minutes) => {
          const resetAt = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
          const spec = fixed(unit, timeZone, resetAt)
          const { startMs, endMs } = windowAt(nowMs, spec)
          if (endMs === null) throw new Error('a fixed window ends')
          expect(startMs).toBeLessThanOrEqual(nowMs)
          expect(endMs).toBeGreaterThan(nowMs)
          expect(windowAt(startMs, spec)).toEqual({ startMs, endMs })
          expect(windowAt(endMs - 1, spec)).toEqual({ startMs, endMs })
          expect(windowAt(endMs, spec).startMs).toBe(endMs)
          expect(windowAt(startMs - 1, spec).endMs).toBe(startMs)
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('rolling windows', () => {
  it('reach back over whole buckets, never less than their length and never a bucket more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e12 }),
        fc.constantFrom(MINUTE, FIVE_HOURS, ROLLING_DAY),
        (nowMs, spec) => {
          if (spec.kind !== 'rolling') throw new Error('not rolling')
          const { startMs, endMs } = windowAt(nowMs, spec)
          expect(endMs).toBeNull()
          expect(nowMs - startMs).toBeGreaterThanOrEqual(spec.lengthMs)
          expect(nowMs - startMs).toBeLessThan(spec.lengthMs + spec.bucketMs)
        },
      ),
    )
  })
})

it('a total begins with the first request and never ends', () => {
  expect(windowAt(Date.now(), TOTAL)).toEqual({ startMs: 0, endMs: null })
})
