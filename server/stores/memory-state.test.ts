import { describe, expect, it } from 'vitest'
import { createMemoryState } from './memory-state'

const bind = (providerId: string, nowMs: number, from: string | null = null) =>
  ({ providerId, reason: 'first', from, ttlMs: 100, nowMs }) as const

describe('bindings in memory', () => {
  it('end when their time is over, and begin anew with every use', () => {
    const state = createMemoryState()
    state.bind('s', bind('A', 0))
    expect(state.readBinding('s', 100, 99)).toMatchObject({ providerId: 'A' })
    expect(state.readBinding('s', 100, 198)).toMatchObject({ providerId: 'A' })
    expect(state.readBinding('s', 100, 298)).toBeNull()
    expect(state.bind('s', bind('B', 299, 'C'))).toMatchObject({ providerId: 'B', boundAtMs: 299 })
  })

  it('are as many as there is room for, without the one unused for longest', () => {
    const state = createMemoryState({ bindingCapacity: 2 })
    state.bind('a', bind('A', 0))
    state.bind('b', bind('B', 0))
    state.readBinding('a', 100, 1)
    state.bind('c', bind('C', 2))
    expect(['a', 'b', 'c'].map((id) => state.readBinding(id, 100, 3)?.providerId)).toEqual([
      'A',
      undefined,
      'C',
    ])
  })
})

it('outcomes in memory are kept for a day', () => {
  const state = createMemoryState()
  const day = 24 * 3_600_000
  for (const minuteMs of [0, 60_000, day + 30_000])
    state.addOutcomes([
      {
        providerId: 'p',
        minuteMs,
        succeeded: 1,
        failed: 0,
        lastSuccessAtMs: minuteMs + 1,
        lastFailureAtMs: null,
        lastError: null,
      },
    ])
  expect(state.readOutcomes('p', 0).minutes.map(({ minuteMs }) => minuteMs)).toEqual([60_000, day + 30_000])
  expect(state.readOutcomes('p', 0).lastSuccessAtMs).toBe(day + 30_001)
})
