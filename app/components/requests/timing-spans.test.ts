import { describe, expect, it } from 'vitest'
import { timingSpans } from './timing-spans'

const startedAt = '2026-01-01T00:00:00.000Z'
const attempt = (atMs: number, durationMs: number, outcome: string) => ({
  at: new Date(Date.parse(startedAt) + atMs).toISOString(),
  durationMs,
  providerId: 'id',
  providerName: `after ${String(atMs)}`,
  outcome,
})

describe('timingSpans', () => {
  it('tells the hub, those who failed, and the two halves of an answer', () => {
    const attempts = [attempt(5, 95, 'overloaded'), attempt(100, 400, 'ok')]
    expect(timingSpans({ startedAt, ttfbMs: 250, totalMs: 500, attempts })).toEqual([
      { kind: 'hub', name: null, fromMs: 0, toMs: 5 },
      { kind: 'failed', name: 'after 5', fromMs: 5, toMs: 100 },
      { kind: 'waiting', name: 'after 100', fromMs: 100, toMs: 250 },
      { kind: 'answer', name: 'after 100', fromMs: 250, toMs: 500 },
    ])
  })

  it('knows no halves of an answer whose first byte nobody noted', () => {
    expect(timingSpans({ startedAt, ttfbMs: null, totalMs: 10, attempts: [attempt(0, 10, 'ok')] })).toEqual([
      { kind: 'hub', name: null, fromMs: 0, toMs: 0 },
      { kind: 'answer', name: 'after 0', fromMs: 0, toMs: 10 },
    ])
  })

  it('stays within the request, whatever the clocks say', () => {
    const [hub, answer] = timingSpans({
      ...{ startedAt, ttfbMs: 3, totalMs: 20 },
      attempts: [attempt(-4, 50, 'ok')],
    })
    expect(hub).toMatchObject({ fromMs: 0, toMs: 0 })
    expect(answer).toMatchObject({ kind: 'waiting', fromMs: 0, toMs: 3 })
  })

  it('has nothing to tell of a request that no provider saw', () => {
    const refused = { ...attempt(1, 0, 'no_provider'), providerId: null }
    expect(timingSpans({ startedAt, ttfbMs: null, totalMs: 1, attempts: [refused] })).toEqual([])
  })
})
