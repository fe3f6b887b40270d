import { describe, expect, it } from 'vitest'
import { readPageQuery, toStatisticsQuery } from './statistics-query'

/** Already the 30th in Berlin. */
const NOW = Date.parse('2026-03-29T22:30:00Z')
const ask = (address: string, timeZone = 'Europe/Berlin') =>
  toStatisticsQuery(readPageQuery(new URLSearchParams(address), NOW, timeZone), timeZone)

describe('what the page of statistics asks for', () => {
  it('is the last 30 days by user, by the reader’s calendar', () => {
    expect(ask('')).toEqual({
      by: 'user',
      bucket: 'day',
      from: '2026-02-28T23:00:00.000Z',
      to: '2026-03-30T22:00:00.000Z',
      timeZone: 'Europe/Berlin',
      rank: 'cost',
    })
  })

  it.each([
    ['range=today', '2026-03-29T22:00:00.000Z', '2026-03-30T22:00:00.000Z', 'hour'],
    // With the day that has 23 hours.
    ['range=7d', '2026-03-23T23:00:00.000Z', '2026-03-30T22:00:00.000Z', 'day'],
    ['range=month', '2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z', 'day'],
    ['range=lastMonth', '2026-01-31T23:00:00.000Z', '2026-02-28T23:00:00.000Z', 'day'],
    [
      'range=custom&from=2026-03-05&to=2026-03-01',
      '2026-02-28T23:00:00.000Z',
      '2026-03-05T23:00:00.000Z',
      'day',
    ],
    [
      'range=custom&from=2026-02-30&to=nonsense',
      '2026-03-29T22:00:00.000Z',
      '2026-03-30T22:00:00.000Z',
      'hour',
    ],
  ])('%s', (address, from, to, bucket) => {
    expect(ask(address)).toMatchObject({ from, to, bucket })
  })

  it.each([
    ['range=30d&bucket=hour', 'day'],
    ['range=7d&bucket=hour', 'hour'],
    ['range=custom&from=2025-01-01&to=2025-12-31&bucket=auto', 'week'],
    ['range=custom&from=2020-01-01&to=2026-01-01&bucket=day', 'month'],
    ['range=30d&bucket=month', 'month'],
  ])('never has more bars than can be told apart: %s', (address, bucket) => {
    expect(ask(address).bucket).toBe(bucket)
  })
})
