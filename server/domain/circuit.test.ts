import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CLOSED_CIRCUIT, hasPermit, phaseAt, recordOutcome, takePermit } from './circuit'
import type { CircuitConfig, CircuitOutcome, CircuitState } from './circuit'

const LEASE_MS = 30_000

const configs: fc.Arbitrary<CircuitConfig> = fc.record({
  failureThreshold: fc.integer({ min: 1, max: 10 }),
  openMs: fc.integer({ min: 1, max: 120_000 }),
  successThreshold: fc.integer({ min: 1, max: 5 }),
})
const outcomes = fc.constantFrom<CircuitOutcome[]>('success', 'failure', 'neutral')

/** What may happen to a circuit, in any order; a report need not belong to a permit, and may come much too late. */
type Step =
  | { kind: 'wait'; ms: number }
  | { kind: 'take' }
  | { kind: 'report'; outcome: CircuitOutcome; probe: boolean }
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 90_000 }) }),
    fc.record({ kind: fc.constant('take' as const) }),
    fc.record({ kind: fc.constant('report' as const), outcome: outcomes, probe: fc.boolean() }),
  ),
  { maxLength: 80 },
)

interface World {
  state: CircuitState
  nowMs: number
}

function follow(
  config: CircuitConfig,
  all: readonly Step[],
  see: (world: World) => void = () => undefined,
): World {
  const world: World = { state: CLOSED_CIRCUIT, nowMs: 1_000_000 }
  for (const step of all) {
    if (step.kind === 'wait') world.nowMs += step.ms
    if (step.kind === 'take')
      world.state = takePermit(world.state, config, world.nowMs, LEASE_MS) ?? world.state
    if (step.kind === 'report')
      world.state = recordOutcome(world.state, config, { ...step, nowMs: world.nowMs })
    see(world)
  }
  return world
}

const isValid = ({ state, nowMs }: World, config: CircuitConfig): boolean => {
  const idle = state.successes === 0 && state.permits.length === 0
  if (state.changedAtMs > nowMs) return false
  switch (state.phase) {
    case 'closed':
      return (
        idle && state.openUntilMs === 0 && state.failures >= 0 && state.failures < config.failureThreshold
      )
    case 'open':
      return idle && state.failures === 0 && state.openUntilMs === state.changedAtMs + config.openMs
    case 'half-open':
      return (
        state.failures + state.openUntilMs === 0 &&
        state.successes < config.successThreshold &&
        state.permits.length <= config.successThreshold &&
        state.permits.every((untilMs) => untilMs <= nowMs + LEASE_MS)
      )
  }
}

describe('any sequence of events', () => {
  it('leaves a valid state, and never changes an older one', () => {
    fc.assert(
      fc.property(configs, steps, (config, all) => {
        const seen: [CircuitState, string][] = []
        follow(config, all, (world) => {
          expect(isValid(world, config)).toBe(true)
          seen.push([world.state, JSON.stringify(world.state)])
        })
        for (const [state, text] of seen) expect(JSON.stringify(state)).toBe(text)
      }),
    )
  })

  it('is followed by recovery, as soon as the upstream is healthy', () => {
    fc.assert(
      fc.property(configs, steps, (config, all) => {
        const { state, nowMs } = follow(config, all)
        // From now on every call succeeds. Whoever held a permit has died.
        let circuit = state
        let atMs = nowMs
        const deadlineMs = nowMs + config.openMs + LEASE_MS * 2
        while (phaseAt(circuit, atMs) !== 'closed' && atMs < deadlineMs) {
          const taken = takePermit(circuit, config, atMs, LEASE_MS)
          if (taken) circuit = recordOutcome(taken, config, { outcome: 'success', probe: true, nowMs: atMs })
          else atMs += 1_000
        }
        expect(circuit.phase).toBe('closed')
      }),
    )
  })
})

describe('probes', () => {
  it('are never more at once than successes are missing', () => {
    // Callers that keep their word: each reports once, and before its lease is over.
    const moves = fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('take' as const), leaseMs: fc.integer({ min: 1, max: LEASE_MS }) }),
        fc.record({ kind: fc.constant('end' as const), outcome: outcomes, which: fc.nat() }),
        fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 10_000 }) }),
      ),
      { maxLength: 120 },
    )
    fc.assert(
      // A circuit that opens again stays open for longer than a probe of before can last.
      fc.property(configs, moves, (drawn, all) => {
        const config = { ...drawn, openMs: LEASE_MS + drawn.openMs }
        let nowMs = 1_000_000
        let circuit: CircuitState = { ...CLOSED_CIRCUIT, phase: 'open', openUntilMs: nowMs, changedAtMs: 0 }
        let underWay: number[] = []
        for (const move of all) {
          if (move.kind === 'wait') nowMs += move.ms
          underWay = underWay.filter((untilMs) => untilMs > nowMs)
          if (move.kind === 'take') {
            const taken = takePermit(circuit, config, nowMs, move.leaseMs)
            if (taken) underWay.push(nowMs + move.leaseMs)
            circuit = taken ?? circuit
          }
          if (move.kind === 'end' && underWay.length > 0) {
            underWay.splice(move.which % underWay.length, 1)
            circuit = recordOutcome(circuit, config, { outcome: move.outcome, probe: true, nowMs })
          }
          if (circuit.phase === 'half-open')
            expect(underWay.length).toBeLessThanOrEqual(config.successThreshold - circuit.successes)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('are not let through before the time, nor through a closed circuit', () => {
    const config = { failureThreshold: 2, openMs: 1_000, successThreshold: 1 }
    expect(takePermit(CLOSED_CIRCUIT, config, 5, LEASE_MS)).toBeNull()
    const open = [1, 2].reduce(
      (state, nowMs) => recordOutcome(state, config, { outcome: 'failure', probe: false, nowMs }),
      CLOSED_CIRCUIT,
    )
    expect(open).toMatchObject({ phase: 'open', openUntilMs: 1_002 })
    expect(phaseAt(open, 1_001)).toBe('open')
    expect(takePermit(open, config, 1_001, LEASE_MS)).toBeNull()
    expect(phaseAt(open, 1_002)).toBe('half-open')
    const probing = takePermit(open, config, 1_002, LEASE_MS)
    expect(probing).toMatchObject({ phase: 'half-open', permits: [1_002 + LEASE_MS] })
    expect(probing && takePermit(probing, config, 1_003, LEASE_MS)).toBeNull()
    // Its holder has died.
    expect(probing && hasPermit(probing, config, 1_002 + LEASE_MS)).toBe(true)
  })

  it('decide: one failure opens again for the full time, enough successes close', () => {
    const config = { failureThreshold: 1, openMs: 1_000, successThreshold: 2 }
    const halfOpen: CircuitState = {
      ...CLOSED_CIRCUIT,
      phase: 'half-open',
      permits: [90, 91],
      changedAtMs: 10,
    }
    const end = (state: CircuitState, outcome: CircuitOutcome, probe = true) =>
      recordOutcome(state, config, { outcome, probe, nowMs: 50 })
    expect(end(halfOpen, 'failure')).toMatchObject({ phase: 'open', openUntilMs: 1_050, permits: [] })
    expect(end(halfOpen, 'neutral')).toEqual({ ...halfOpen, permits: [91] })
    const half = end(halfOpen, 'success')
    expect(half).toEqual({ ...halfOpen, successes: 1, permits: [91] })
    expect(end(half, 'success')).toEqual({ ...CLOSED_CIRCUIT, changedAtMs: 50 })
    // A call of before the circuit opened says nothing now.
    expect(end(halfOpen, 'failure', false)).toBe(halfOpen)
  })
})

describe('a closed circuit', () => {
  const config = { failureThreshold: 3, openMs: 1_000, successThreshold: 1 }
  const end = (state: CircuitState, outcome: CircuitOutcome) =>
    recordOutcome(state, config, { outcome, probe: false, nowMs: 7 })

  it('counts failures in a row only', () => {
    const two = end(end(CLOSED_CIRCUIT, 'failure'), 'failure')
    expect(two).toMatchObject({ phase: 'closed', failures: 2 })
    expect(end(two, 'neutral')).toBe(two)
    expect(end(two, 'success')).toEqual(CLOSED_CIRCUIT)
    expect(end(two, 'failure')).toMatchObject({ phase: 'open', openUntilMs: 1_007, changedAtMs: 7 })
  })

  it('is the same object after a success, so that nothing is written', () => {
    expect(end(CLOSED_CIRCUIT, 'success')).toBe(CLOSED_CIRCUIT)
  })
})
