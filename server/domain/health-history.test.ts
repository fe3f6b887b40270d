import { describe, expect, it } from 'vitest'
import { CLOSED_CIRCUIT } from './circuit'
import { healthEventsOf } from './health-history'
import { HEALTHY } from './provider-health'
import type { ProviderHealth } from './provider-health'

const NOW = 1_000_000
const open: ProviderHealth = {
  ...HEALTHY,
  circuit: { ...CLOSED_CIRCUIT, phase: 'open', openUntilMs: NOW + 1, changedAtMs: NOW },
}
const halfOpen: ProviderHealth = { ...HEALTHY, circuit: { ...CLOSED_CIRCUIT, phase: 'half-open' } }
const paused: ProviderHealth = { ...HEALTHY, cooldownUntilMs: NOW + 5 }
const refused: ProviderHealth = { ...HEALTHY, quarantine: { credential: 'c', untilMs: NOW + 5 } }
const lacking: ProviderHealth = { ...HEALTHY, models: { m: NOW + 5, old: NOW } }

const events = (before: ProviderHealth, after: ProviderHealth, reason: string | null = 'why') =>
  healthEventsOf({ providerId: 'p', before, after, reason }, NOW).map(({ event, state, detail }) =>
    [event, state, detail ?? ''].join(' ').trim(),
  )

describe('the history of health', () => {
  it.each<[string, ProviderHealth, ProviderHealth, string[]]>([
    ['a circuit that opens', HEALTHY, open, ['opened open why']],
    ['one that is probed', open, halfOpen, ['half_opened half-open why']],
    ['one that closes', halfOpen, HEALTHY, ['closed closed why']],
    ['a pause', HEALTHY, paused, ['cooldown closed why']],
    ['a pause that was there', paused, { ...paused, cooldownUntilMs: NOW + 9 }, []],
    ['a credential that is refused', HEALTHY, refused, ['quarantined closed why']],
    ['the same, again', refused, { ...refused, quarantine: { credential: 'c', untilMs: NOW + 9 } }, []],
    [
      'another credential',
      refused,
      { ...refused, quarantine: { credential: 'd', untilMs: NOW + 9 } },
      ['quarantined closed why'],
    ],
    ['a credential that works', refused, HEALTHY, ['quarantine_lifted closed']],
    ['a model that is missing', HEALTHY, lacking, ['model_cooldown closed m']],
    ['nothing', HEALTHY, HEALTHY, []],
    [
      'two things at once',
      HEALTHY,
      { ...paused, circuit: open.circuit },
      ['opened open why', 'cooldown open why'],
    ],
  ])('tells of %s', (_case, before, after, expected) => {
    expect(events(before, after)).toEqual(expected)
  })

  it('tells of a reset once, whatever it lifts', () => {
    expect(events({ ...refused, circuit: open.circuit, cooldownUntilMs: NOW + 5 }, HEALTHY, 'reset')).toEqual(
      ['reset closed'],
    )
  })
})
