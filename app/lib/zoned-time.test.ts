import { describe, expect, it } from 'vitest'
import { parseZonedTime } from './zoned-time'

describe('parseZonedTime', () => {
  it.each([
    ['2026-01-15T12:00', 'UTC', '2026-01-15T12:00:00.000Z'],
    ['2026-01-15T12:00', 'Europe/Berlin', '2026-01-15T11:00:00.000Z'],
    ['2026-07-15T12:00', 'Europe/Berlin', '2026-07-15T10:00:00.000Z'],
    ['2026-07-15T12:00:30', 'Asia/Kolkata', '2026-07-15T06:30:30.000Z'],
    // Left out: the clock jumps from 02:00 to 03:00.
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-03-29T03:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    // Twice: the clock goes back from 03:00 to 02:00.
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25T03:30', 'Europe/Berlin', '2026-10-25T02:30:00.000Z'],
  ])('%s in %s', (local, timeZone, expected) => {
    expect(parseZonedTime(local, timeZone)?.toISOString()).toBe(expected)
  })

  it.each(['', 'yesterday', '2026-13-01T00:00', '2026-01-15', '2026-01-15T12:00Z'])(
    'takes %j for no time',
    (local) => {
      expect(parseZonedTime(local, 'UTC')).toBeNull()
    },
  )
})
