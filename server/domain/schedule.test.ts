import { describe, expect, it } from 'vitest'
import { isScheduledAt, isTimeZone, scheduleSchema } from './schedule'
import type { Schedule } from './schedule'

const at = (iso: string) => Date.parse(iso)
const schedule = (days: number[], from: string, to: string, timeZone: string | null = null): Schedule => ({
  timeZone,
  windows: [{ days, from, to }],
})
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]

describe('isScheduledAt', () => {
  // 2026-01-05 is a Monday.
  it.each<[string, Schedule, string, boolean]>([
    ['the first minute is in', schedule([1], '09:00', '17:00'), '2026-01-05T09:00:00Z', true],
    ['the one before is not', schedule([1], '09:00', '17:00'), '2026-01-05T08:59:59.999Z', false],
    ['the last millisecond is in', schedule([1], '09:00', '17:00'), '2026-01-05T16:59:59.999Z', true],
    ['the end is not', schedule([1], '09:00', '17:00'), '2026-01-05T17:00:00Z', false],
    ['another day is not', schedule([1], '09:00', '17:00'), '2026-01-06T12:00:00Z', false],
    ['Sunday is 7', schedule([7], '09:00', '17:00'), '2026-01-04T12:00:00Z', true],
    ['the evening of a night', schedule([5], '22:00', '06:00'), '2026-01-09T23:00:00Z', true],
    ['the morning after it', schedule([5], '22:00', '06:00'), '2026-01-10T05:59:00Z', true],
    ['the morning after it is over', schedule([5], '22:00', '06:00'), '2026-01-10T06:00:00Z', false],
    ['the morning of its own day', schedule([5], '22:00', '06:00'), '2026-01-09T05:00:00Z', false],
    ['Sunday night goes into Monday', schedule([7], '22:00', '06:00'), '2026-01-05T01:00:00Z', true],
    ['until midnight', schedule([1], '12:00', '00:00'), '2026-01-05T23:59:00Z', true],
    ['until midnight and no longer', schedule([1], '12:00', '00:00'), '2026-01-06T00:00:00Z', false],
    ['a whole day from midnight', schedule([1], '00:00', '00:00'), '2026-01-05T23:59:00Z', true],
    ['a whole day and no longer', schedule([1], '00:00', '00:00'), '2026-01-06T00:00:00Z', false],
    ['a whole day from eight', schedule([1], '08:00', '08:00'), '2026-01-06T07:59:00Z', true],
  ])('%s', (_, windows, now, expected) => {
    expect(isScheduledAt(windows, at(now), 'UTC')).toBe(expected)
  })

  it('is open in any of several windows', () => {
    const two = {
      timeZone: null,
      windows: [...schedule([1], '08:00', '09:00').windows, ...schedule([1], '20:00', '21:00').windows],
    }
    const open = ['07:30', '08:30', '12:00', '20:30'].map((time) =>
      isScheduledAt(two, at(`2026-01-05T${time}:00Z`), 'UTC'),
    )
    expect(open).toEqual([false, true, false, true])
  })

  it.each<[string, string, string, boolean]>([
    ['its own zone', 'Asia/Kolkata', '2026-01-05T03:30:00Z', true],
    ['its own zone, half an hour matters', 'Asia/Kolkata', '2026-01-05T03:29:00Z', false],
    ['another day there already', 'Pacific/Kiritimati', '2026-01-04T19:00:00Z', true],
    ['another day there still', 'Pacific/Pago_Pago', '2026-01-05T20:00:00Z', true],
    ['quarters of an hour', 'Asia/Kathmandu', '2026-01-05T03:15:00Z', true],
  ])('goes by %s', (_, timeZone, now, expected) => {
    expect(isScheduledAt(schedule([1], '09:00', '17:00', timeZone), at(now), 'UTC')).toBe(expected)
    expect(isScheduledAt(schedule([1], '09:00', '17:00'), at(now), timeZone)).toBe(expected)
  })

  describe('over changes of the clock, by the wall clock', () => {
    const minutesOpen = (windows: Schedule, fromIso: string, hours: number): number => {
      let open = 0
      for (let minute = 0; minute < hours * 60; minute++)
        if (isScheduledAt(windows, at(fromIso) + minute * 60_000, 'UTC')) open += 1
      return open
    }
    // Berlin: forward on 2026-03-29 at 02:00, back on 2026-10-25 at 03:00. New York: 2026-03-08 and 2026-11-01.
    it.each<[string, Schedule, string, number]>([
      [
        'an hour less in spring',
        schedule([7], '01:00', '05:00', 'Europe/Berlin'),
        '2026-03-28T22:00:00Z',
        3 * 60,
      ],
      [
        'an hour more in autumn',
        schedule([7], '01:00', '05:00', 'Europe/Berlin'),
        '2026-10-24T21:00:00Z',
        5 * 60,
      ],
      [
        'nothing of the hour that is left out',
        schedule([7], '02:00', '03:00', 'Europe/Berlin'),
        '2026-03-28T22:00:00Z',
        0,
      ],
      [
        'both of the hour that comes twice',
        schedule([7], '02:00', '03:00', 'Europe/Berlin'),
        '2026-10-24T21:00:00Z',
        120,
      ],
      [
        'a night into the spring change',
        schedule([6], '22:00', '06:00', 'Europe/Berlin'),
        '2026-03-28T12:00:00Z',
        7 * 60,
      ],
      [
        'a night into the autumn change',
        schedule([6], '22:00', '06:00', 'America/New_York'),
        '2026-10-31T12:00:00Z',
        9 * 60,
      ],
      [
        'an ordinary night',
        schedule([6], '22:00', '06:00', 'America/New_York'),
        '2026-06-06T12:00:00Z',
        8 * 60,
      ],
    ])('%s', (_, windows, from, expected) => {
      expect(minutesOpen(windows, from, 30)).toBe(expected)
    })

    it('at once: the same UTC time is open in winter and shut in summer', () => {
      const office = schedule(EVERY_DAY, '09:00', '17:00', 'Europe/Berlin')
      expect(isScheduledAt(office, at('2026-01-15T16:30:00Z'), 'UTC')).toBe(false)
      expect(isScheduledAt(office, at('2026-01-15T08:30:00Z'), 'UTC')).toBe(true)
      expect(isScheduledAt(office, at('2026-07-15T14:59:00Z'), 'UTC')).toBe(true)
      expect(isScheduledAt(office, at('2026-07-15T15:00:00Z'), 'UTC')).toBe(false)
    })
  })

  it('is not confused by times that go back, or by several zones in turn', () => {
    const office = schedule([1], '09:00', '17:00')
    for (const [now, zone, expected] of [
      ['2026-01-05T12:00:00Z', 'UTC', true],
      ['2026-01-05T12:00:00Z', 'Asia/Tokyo', false],
      ['2026-01-05T08:00:00Z', 'UTC', false],
      ['2026-01-05T12:00:30Z', 'UTC', true],
    ] as const)
      expect(isScheduledAt(office, at(now), zone)).toBe(expected)
  })

  it('is cheap within a minute', () => {
    const office = schedule([6], '22:00', '06:00', 'Europe/Berlin')
    const now = at('2026-03-28T22:00:00Z')
    isScheduledAt(office, now, 'UTC')
    const startedMs = performance.now()
    for (let i = 0; i < 100_000; i++) isScheduledAt(office, now + (i % 60_000), 'UTC')
    expect(performance.now() - startedMs).toBeLessThan(500)
  })

  it('refuses a zone that does not exist', () => {
    expect(() => isScheduledAt(schedule([1], '09:00', '17:00'), 0, 'Mars/Olympus')).toThrow(RangeError)
  })
})

describe('scheduleSchema', () => {
  const window = { days: [1], from: '09:00', to: '17:00' }
  it.each([
    [{ timeZone: null, windows: [window] }],
    [{ timeZone: 'Europe/Berlin', windows: [{ ...window, from: '22:00', to: '06:00' }] }],
  ])('takes %j', (value) => {
    expect(scheduleSchema.parse(value)).toEqual(value)
  })

  it.each([
    [{ timeZone: 'Berlin', windows: [window] }, 'must be an IANA time zone such as Europe/Berlin'],
    [{ timeZone: '', windows: [window] }, 'must be an IANA time zone such as Europe/Berlin'],
    [{ timeZone: null, windows: [] }, 'must hold a window; no schedule at all means always'],
    [{ timeZone: null, windows: [{ ...window, from: '9:00' }] }, 'must be a time such as 08:30'],
    [{ timeZone: null, windows: [{ ...window, to: '24:00' }] }, 'must be a time such as 08:30'],
    [{ timeZone: null, windows: [{ days: [1], to: '17:00' }] }, 'must be a time such as 08:30'],
    [{ timeZone: null, windows: [{ ...window, days: [] }] }, 'must name a day'],
    [{ timeZone: null, windows: [{ ...window, days: [0] }] }, 'must be a day from 1 (Monday) to 7 (Sunday)'],
    [
      { timeZone: null, windows: [{ ...window, days: [1.5] }] },
      'must be a day from 1 (Monday) to 7 (Sunday)',
    ],
    [{ timeZone: null, windows: [{ ...window, days: [1, 1] }] }, 'must name each day once'],
    [
      { timeZone: null, windows: Array.from({ length: 51 }, () => window) },
      'must not hold more than 50 windows',
    ],
  ])('refuses %j: %s', (value, message) => {
    expect(scheduleSchema.safeParse(value).error?.issues.map((issue) => issue.message)).toContain(message)
  })

  it('knows time zones', () => {
    expect(['UTC', 'Europe/Berlin', 'America/Argentina/Ushuaia'].every(isTimeZone)).toBe(true)
    expect(isTimeZone('nowhere')).toBe(false)
  })
})
