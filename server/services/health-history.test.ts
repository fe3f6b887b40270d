import { describe, expect, it } from 'vitest'
import { HEALTHY } from '#server/domain/provider-health'
import type { HealthHistoryEntry } from '#server/domain/health-history'
import { createHealthHistory } from './health-history'

const entry = (detail: string): HealthHistoryEntry => ({
  providerId: 'p',
  event: 'opened',
  state: 'open',
  detail,
  latencyMs: null,
  atMs: 1,
})

function openHistory() {
  const written: (string | null)[] = []
  const warnings: unknown[] = []
  const database = { away: false }
  const history = createHealthHistory({
    providerHealth: {
      record: (entries) => {
        if (database.away) return Promise.reject(new Error('away'))
        written.push(...entries.map(({ detail }) => detail))
        return Promise.resolve()
      },
    },
    nowMs: () => 1_000,
    log: { warn: (...line: unknown[]) => warnings.push(line[1]) },
  })
  return { history, written, warnings, database }
}

describe('the writer of the health history', () => {
  it('writes what is added, in order', async () => {
    const { history, written } = openHistory()
    for (const detail of ['a', 'b', 'c']) history.add(entry(detail))
    await history.flush()
    expect(written).toEqual(['a', 'b', 'c'])
  })

  it('notes what a transition tells', async () => {
    const { history, written } = openHistory()
    history.note({
      providerId: 'p',
      before: HEALTHY,
      after: { ...HEALTHY, cooldownUntilMs: 2_000 },
      reason: '429',
    })
    history.note({ providerId: 'p', before: HEALTHY, after: HEALTHY, reason: null })
    await history.flush()
    expect(written).toEqual(['429'])
  })

  it('keeps what could not be written for the next time, but not without bound', async () => {
    const { history, written, warnings, database } = openHistory()
    database.away = true
    for (let at = 0; at < 1_200; at++) history.add(entry(String(at)))
    await history.flush()
    expect(written).toEqual([])
    expect(warnings).toEqual(['the history of provider health cannot be written'])
    database.away = false
    history.add(entry('last'))
    await history.flush()
    expect(written).toHaveLength(1_000)
    expect(written.at(-1)).toBe('last')
  })
})
