import { beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_CIRCUIT } from '#server/domain/circuit'
import { HEALTHY } from '#server/domain/provider-health'
import type { HealthEvent } from '#server/domain/provider-health'
import { createHealthBoard } from './health-board'
import type { HealthBoard } from './health-board'
import type { Transition } from './health-transitions'
import { createMemoryState } from './memory-state'
import type { MemoryState } from './memory-state'
import { quietLog } from './store-fixtures'

const NOW = 1_000_000
const config = { ...DEFAULT_CIRCUIT, failureThreshold: 2, successThreshold: 1 }
const event = (fields: Partial<HealthEvent> = {}): HealthEvent => ({
  outcome: 'failure',
  probe: false,
  ...fields,
})

let state: MemoryState
let board: HealthBoard
let told: string[]
const report = (fields: Partial<HealthEvent> = {}, nowMs = NOW, errorCode: string | null = 'overloaded') => {
  board.report('p', config, event(fields), nowMs, { errorCode })
}

beforeEach(() => {
  state = createMemoryState()
  board = createHealthBoard({ state, clock: { nowMs: () => NOW }, log: quietLog })
  told = []
  board.onTransition(({ providerId, before, after, reason }: Transition) => {
    told.push(`${providerId} ${before.circuit.phase} → ${after.circuit.phase}: ${reason}`)
  })
})

describe('the board of a single process', () => {
  it('knows at once what was reported, and tells of the turns only', () => {
    expect(board.get('p')).toBe(HEALTHY)
    report()
    expect(board.get('p').circuit.failures).toBe(1)
    expect(told).toEqual([])
    report()
    expect(board.get('p').circuit.phase).toBe('open')
    expect(state.readHealth(['p']).get('p')).toBe(board.get('p'))
    expect(told).toEqual(['p closed → open: overloaded'])
  })

  it('gives permits out and takes them back, all without waiting', () => {
    report()
    report()
    const later = NOW + config.openMs
    expect(board.takePermit('p', config, NOW, 1_000)).toBe(false)
    expect(board.takePermit('p', config, later, 1_000)).toBe(true)
    expect(board.takePermit('p', config, later, 1_000)).toBe(false)
    report({ outcome: 'neutral', probe: true }, later)
    expect(board.takePermit('p', config, later, 1_000)).toBe(true)
    report({ outcome: 'success', probe: true }, later, null)
    expect(told.slice(1)).toEqual(['p open → half-open: null', 'p half-open → closed: null'])
  })

  it('tells once of a mark, not of every answer that sets it', () => {
    report({ outcome: 'neutral', mark: { kind: 'cooldown', untilMs: NOW + 10 } })
    report({ outcome: 'neutral', mark: { kind: 'cooldown', untilMs: NOW + 20 } })
    report({ outcome: 'neutral', mark: { kind: 'model_cooldown', model: 'm', untilMs: NOW + 20 } })
    report({ outcome: 'neutral', mark: { kind: 'quarantine', credential: 'print', untilMs: NOW + 20 } })
    expect(told).toHaveLength(3)
    report({ outcome: 'success' })
    expect(board.get('p').quarantine).toBeNull()
    expect(told).toHaveLength(4)
  })

  it('is healthy again when an admin says so', async () => {
    report({ mark: { kind: 'cooldown', untilMs: NOW + 10 } })
    report()
    await board.reset('p')
    expect(board.get('p')).toEqual({ ...HEALTHY, circuit: { ...HEALTHY.circuit, changedAtMs: NOW } })
    expect(told.at(-1)).toBe('p open → closed: reset')
  })

  it('counts how calls end, by the minute', async () => {
    report({ outcome: 'success' }, 60_000)
    report({ outcome: 'neutral' }, 60_001)
    report({ outcome: 'failure' }, 61_000, 'first')
    report({ outcome: 'failure' }, 121_000, 'second')
    const series = {
      minutes: [
        { minuteMs: 60_000, succeeded: 1, failed: 1 },
        { minuteMs: 120_000, succeeded: 0, failed: 1 },
      ],
      lastSuccessAtMs: 60_000,
      lastFailureAtMs: 121_000,
      lastError: 'second',
    }
    expect(await board.series('p', 0)).toEqual(series)
    expect(await board.series('p', 0)).toEqual(series)
    report({ outcome: 'success' }, 122_000)
    await board.stop()
    expect(state.readOutcomes('p', 120_000).minutes).toEqual([{ minuteMs: 120_000, succeeded: 1, failed: 1 }])
  })

  it('survives a listener that fails', () => {
    board.onTransition(() => {
      throw new Error('no')
    })
    report()
    report()
    expect(board.get('p').circuit.phase).toBe('open')
  })
})
