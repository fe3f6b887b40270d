import { describe, expect, it } from 'vitest'
import { CLOSED_CIRCUIT, DEFAULT_CIRCUIT } from './circuit'
import type { CircuitState } from './circuit'
import { applyHealthEvent, availability, HEALTHY } from './provider-health'
import type { Availability, HealthEvent, ProviderHealth } from './provider-health'

const NOW = 1_000_000
const open: CircuitState = { ...CLOSED_CIRCUIT, phase: 'open', openUntilMs: NOW + 10, changedAtMs: NOW }
const halfOpen: CircuitState = { ...CLOSED_CIRCUIT, phase: 'half-open', changedAtMs: NOW }
const quarantine = { credential: 'print', untilMs: NOW + 10 }

describe('availability', () => {
  const cases: [
    string,
    Partial<ProviderHealth>,
    Partial<{ model: string | null; credential: string; nowMs: number }>,
    Availability,
  ][] = [
    ['healthy', {}, {}, 'ready'],
    ['open', { circuit: open }, {}, 'circuit_open'],
    ['open, its time over', { circuit: open }, { nowMs: NOW + 10 }, 'probe'],
    ['half-open', { circuit: halfOpen }, {}, 'probe'],
    [
      'half-open, all permits taken',
      { circuit: { ...halfOpen, permits: [NOW + 1, NOW + 1] } },
      {},
      'circuit_open',
    ],
    ['half-open, a permit lapsed', { circuit: { ...halfOpen, permits: [NOW, NOW + 1] } }, {}, 'probe'],
    ['cooling down', { cooldownUntilMs: NOW + 1 }, {}, 'cooldown'],
    ['cooled down', { cooldownUntilMs: NOW }, {}, 'ready'],
    ['cooling down and open', { cooldownUntilMs: NOW + 1, circuit: open }, {}, 'cooldown'],
    ['in quarantine', { quarantine }, {}, 'quarantined'],
    ['in quarantine, but with another credential', { quarantine }, { credential: 'new' }, 'ready'],
    ['in quarantine, its time over', { quarantine }, { nowMs: NOW + 10 }, 'ready'],
    ['without this model', { models: { m: NOW + 1 } }, {}, 'model_cooldown'],
    ['without another model', { models: { other: NOW + 1 } }, {}, 'ready'],
    ['without this model a while ago', { models: { m: NOW } }, {}, 'ready'],
    ['asked for no model', { models: { m: NOW + 1 } }, { model: null }, 'ready'],
    [
      'asked for what every object has',
      { models: {}, cooldownUntilMs: 1 },
      { model: 'constructor' },
      'ready',
    ],
  ]
  it.each(cases)('%s', (_, health, asked, expected) => {
    const full = { model: 'm', credential: 'print', nowMs: NOW, ...asked }
    expect(availability({ ...HEALTHY, ...health }, DEFAULT_CIRCUIT, full)).toBe(expected)
  })
  it('is ready for HEALTHY itself', () => {
    expect(availability(HEALTHY, DEFAULT_CIRCUIT, { model: 'm', credential: 'print', nowMs: NOW })).toBe(
      'ready',
    )
  })
})

describe('an event', () => {
  const event = (fields: Partial<HealthEvent> = {}): HealthEvent => ({
    outcome: 'neutral',
    probe: false,
    ...fields,
  })
  const after = (health: ProviderHealth, fields: Partial<HealthEvent>) =>
    applyHealthEvent(health, DEFAULT_CIRCUIT, event(fields), NOW)

  it('that says nothing new leaves the same object', () => {
    const sick = { ...HEALTHY, cooldownUntilMs: NOW + 5 }
    for (const health of [HEALTHY, sick]) {
      expect(after(health, { outcome: 'success' })).toBe(health)
      expect(after(health, { outcome: 'neutral' })).toBe(health)
    }
    expect(after(sick, { mark: { kind: 'cooldown', untilMs: NOW + 4 } })).toBe(sick)
  })

  it('changes the circuit and nothing else', () => {
    const sick = { ...HEALTHY, cooldownUntilMs: 3, quarantine, models: { m: 4 } }
    const next = after(sick, { outcome: 'failure' })
    expect(next).toEqual({ ...sick, circuit: { ...CLOSED_CIRCUIT, failures: 1 } })
    expect(next.models).toBe(sick.models)
  })

  it('sets its mark and nothing else', () => {
    expect(after(HEALTHY, { mark: { kind: 'cooldown', untilMs: 9 } })).toEqual({
      ...HEALTHY,
      cooldownUntilMs: 9,
    })
    expect(after(HEALTHY, { mark: { kind: 'quarantine', ...quarantine } })).toEqual({
      ...HEALTHY,
      quarantine,
    })
    expect(after(HEALTHY, { mark: { kind: 'model_cooldown', model: 'm', untilMs: NOW + 9 } })).toEqual({
      ...HEALTHY,
      models: { m: NOW + 9 },
    })
  })

  it('of success lifts the quarantine, of failure does not', () => {
    const sick = { ...HEALTHY, quarantine }
    expect(after(sick, { outcome: 'success' }).quarantine).toBeNull()
    expect(after(sick, { outcome: 'failure' }).quarantine).toBe(quarantine)
  })

  it('cannot fill the health with models, and forgets those that are over', () => {
    let health: ProviderHealth = { ...HEALTHY, models: { old: NOW } }
    for (let i = 0; i < 200; i += 1)
      health = after(health, { mark: { kind: 'model_cooldown', model: `m${i}`, untilMs: NOW + 1 } })
    expect(Object.keys(health.models)).toEqual(Array.from({ length: 50 }, (_, i) => `m${i + 150}`))
  })

  it('of a model with a strange name harms nobody', () => {
    const health = after(HEALTHY, { mark: { kind: 'model_cooldown', model: '__proto__', untilMs: NOW + 1 } })
    const asked = { credential: 'print', nowMs: NOW }
    expect(availability(health, DEFAULT_CIRCUIT, { ...asked, model: '__proto__' })).toBe('model_cooldown')
    expect(availability(health, DEFAULT_CIRCUIT, { ...asked, model: 'm' })).toBe('ready')
  })
})
