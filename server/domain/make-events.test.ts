import { describe, expect, it } from 'vitest'
import { DEFAULT_ALERTS, EVENT_NAMES, messageOf } from './events'
import { gaugesOf } from './gauges'
import { NO_LIMITS } from './limits'
import { budgetEvent, budgetKeyOf, budgetStepOf, healthAlertsOf, outageEvent } from './make-events'
import { HEALTHY } from './provider-health'
import type { ProviderHealth } from './provider-health'

const NOW = Date.parse('2028-06-15T12:00:00Z')
const in_ = (phase: 'open' | 'half-open' | 'closed', changedAtMs = NOW): ProviderHealth => ({
  ...HEALTHY,
  circuit: { ...HEALTHY.circuit, phase, changedAtMs },
})
const alerts = (before: ProviderHealth, after: ProviderHealth, reason: string | null = 'timeout') =>
  healthAlertsOf({ providerId: 'p', providerName: 'Relay', before, after, reason }, NOW)

describe('the health of a provider', () => {
  it('is told when its circuit opens, and when it has recovered', () => {
    expect(alerts(HEALTHY, in_('open')).map(messageOf)).toEqual([
      expect.objectContaining({
        event: 'circuit.opened',
        severity: 'error',
        title: 'Provider Relay is failing',
        occurredAt: '2028-06-15T12:00:00.000Z',
      }),
    ])
    expect(alerts(in_('half-open'), in_('closed')).map(({ name }) => name)).toEqual(['circuit.closed'])
  })

  it('is not told of probes that fail, nor of what an admin resets', () => {
    expect(alerts(in_('open'), in_('half-open'))).toEqual([])
    expect(alerts(in_('half-open'), in_('open'))).toEqual([])
    expect(alerts(in_('open'), HEALTHY, 'reset')).toEqual([])
  })

  it('is told once for a credential that is refused again and again', () => {
    const refused = (untilMs: number): ProviderHealth => ({
      ...HEALTHY,
      quarantine: { credential: 'abc', untilMs },
    })
    const [first] = alerts(HEALTHY, refused(NOW + 1))
    expect(first?.name).toBe('credential.quarantined')
    expect(alerts(refused(NOW + 1), refused(NOW + 2))).toEqual([])
    // Its quarantine was over, and it is refused again.
    expect(alerts(refused(NOW - 1), refused(NOW + 2))[0]?.dedupeKey).toBe(first?.dedupeKey)
  })
})

describe('a budget', () => {
  const [rolling, day, total] = gaugesOf(
    { kind: 'user', id: 'u' },
    { ...NO_LIMITS, usd5hNanoUsd: 100n, usdDayNanoUsd: 100n, usdTotalNanoUsd: 100n },
    { nowMs: NOW, timeZone: 'UTC', resetAtMs: null },
  )

  it('has steps', () => {
    expect([79n, 80n, 94n, 95n, 99n, 100n, 120n].map((spent) => budgetStepOf(spent, 100, false))).toEqual([
      null,
      80,
      80,
      95,
      95,
      100,
      100,
    ])
  })

  it('is used up when what is left is less than a request costs', () => {
    expect(budgetStepOf(97n, 100, true)).toBe(100)
    expect(budgetStepOf(40n, 100, true)).toBe(null)
  })

  it('is told once a window, step and limit', () => {
    if (!rolling || !day || !total) throw new Error('three gauges')
    const later = NOW + 5 * 3_600_000
    expect(budgetKeyOf(day, 80, NOW)).toBe(budgetKeyOf(day, 80, later))
    expect(budgetKeyOf(rolling, 80, NOW)).not.toBe(budgetKeyOf(rolling, 80, later))
    expect(budgetKeyOf(total, 80, NOW)).not.toBe(budgetKeyOf({ ...total, limit: 200 }, 80, NOW))
    expect(budgetKeyOf(day, 80, NOW)).not.toBe(budgetKeyOf(day, 95, NOW))
  })

  it('is told in words', () => {
    if (!day) throw new Error('a gauge')
    const reached = { step: 95, spent: 96n, subjectName: 'User Ada', userId: 'u', atMs: NOW } as const
    const event = budgetEvent({ ...day, limit: 100_000_000_000 }, { ...reached, spent: 96_000_000_000n })
    expect(messageOf(event)).toMatchObject({
      title: 'User Ada has used 95 % of a limit',
      text: '96 of 100 USD are spent in a day.',
    })
    expect(event.userIds).toEqual(['u'])
  })
})

it('instances that notice an outage at the same time tell of it once', () => {
  const [one, two] = ['a', 'b'].map((instance) => outageEvent('Redis', true, instance, NOW))
  expect(one?.dedupeKey).toBe(two?.dedupeKey)
  expect(outageEvent('Redis', false, 'a', NOW).dedupeKey).not.toBe(one?.dedupeKey)
  expect(outageEvent('database', true, 'a', NOW).dedupeKey).not.toBe(one?.dedupeKey)
})

it('every event but the summary is an alert by default', () => {
  expect(EVENT_NAMES.filter((name) => !DEFAULT_ALERTS.includes(name))).toEqual(['summary.daily'])
})
