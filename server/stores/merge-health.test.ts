import { describe, expect, it } from 'vitest'
import { CLOSED_CIRCUIT } from '#server/domain/circuit'
import type { CircuitState } from '#server/domain/circuit'
import { HEALTHY } from '#server/domain/provider-health'
import type { ProviderHealth } from '#server/domain/provider-health'
import { mergeHealth } from './merge-health'

const open = (changedAtMs: number): CircuitState => ({
  ...CLOSED_CIRCUIT,
  phase: 'open',
  openUntilMs: changedAtMs + 10,
  changedAtMs,
})
const closed = (changedAtMs: number, failures = 0): CircuitState => ({
  ...CLOSED_CIRCUIT,
  changedAtMs,
  failures,
})
const health = (fields: Partial<ProviderHealth>): ProviderHealth => ({ ...HEALTHY, ...fields })

describe('what was learned apart', () => {
  const circuits: [string, CircuitState, CircuitState, 'shared' | 'learned'][] = [
    ['opened later', closed(1), open(2), 'learned'],
    ['opened before the others closed it', closed(3), open(2), 'shared'],
    ['counted more failures', closed(1, 2), closed(1, 3), 'learned'],
    ['counted fewer failures', closed(1, 2), closed(1, 1), 'shared'],
  ]
  it.each(circuits)('%s', (_, shared, learned, expected) => {
    const merged = mergeHealth(health({ circuit: shared }), health({ circuit: learned }))
    expect(merged.circuit).toBe({ shared, learned }[expected])
  })

  it('adds its marks, and the longer one of two holds', () => {
    const shared = health({ cooldownUntilMs: 5, models: { a: 1, b: 9 } })
    const learned = health({
      cooldownUntilMs: 4,
      quarantine: { credential: 'print', untilMs: 7 },
      models: { b: 2, c: 3, constructor: 4 },
    })
    const merged = mergeHealth(shared, learned)
    expect(merged).toEqual(
      health({
        cooldownUntilMs: 5,
        quarantine: { credential: 'print', untilMs: 7 },
        models: { a: 1, b: 9, c: 3, constructor: 4 },
      }),
    )
    expect(mergeHealth(merged, learned)).toEqual(merged)
  })
})
