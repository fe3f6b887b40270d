import { expect, it } from 'vitest'
import { runtimeProvider } from '#server/testing/runtime-provider'
import type { Availability } from './provider-health'
import { selectProvider } from './selection'
import type { SelectionFacts } from './selection'

const FACTS: SelectionFacts = {
  dialect: 'claude',
  operation: 'generate',
  model: 'm',
  group: null,
  seed: 's',
  binding: null,
  tried: [],
  nowMs: 0,
}
const select = (availability: Record<string, Availability>, facts: Partial<SelectionFacts> = {}) =>
  selectProvider(
    { ...FACTS, ...facts },
    Object.keys(availability).map((id, priority) => runtimeProvider({ id, priority })),
    ({ id }) => availability[id] ?? 'ready',
    { failBackIdleMs: 1, timeZone: 'UTC' },
  )

it.each(['cooldown', 'model_cooldown'] as const)('is a provider in %s, and says so', (availability) => {
  const { provider, reason, candidates } = select({ a: 'circuit_open', b: availability, c: availability })
  expect(provider?.id).toBe('b')
  expect(reason).toBe('last-resort')
  expect(candidates.map(({ excluded }) => excluded)).toEqual(['circuit_open', null, availability])
})

it('is not asked as long as there is anybody else', () => {
  expect(select({ a: 'cooldown', b: 'ready' }).provider?.id).toBe('b')
  expect(select({ a: 'cooldown', b: 'probe' }).provider?.id).toBe('b')
})

it('is tried once', () => {
  expect(select({ a: 'cooldown' }, { tried: ['a'] }).provider).toBeNull()
})

it.each(['circuit_open', 'quarantined', 'sessions_full'] as const)(
  'is nobody who is in %s',
  (availability) => {
    expect(select({ a: availability }).provider).toBeNull()
  },
)
