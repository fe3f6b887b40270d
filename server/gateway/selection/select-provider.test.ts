import { describe, expect, it } from 'vitest'
import type { Availability } from '#server/domain/provider-health'
import type { SelectionFacts } from '#server/domain/selection'
import { runtimeProvider } from '#server/testing/runtime-provider'
import type { Guarded } from '../exchange'
import { NoProvider, selectProvider } from './select-provider'

/** Of the whole exchange, selection looks at these parts only. */
const EXCHANGE = { model: 'm', route: { endpoint: 'messages' } } as unknown as Guarded
const FACTS: SelectionFacts = {
  dialect: 'claude',
  operation: 'generate',
  model: 'm',
  group: null,
  seed: 's',
  binding: null,
  tried: [],
  nowMs: 1_000,
}

function select(
  availability: Record<string, Availability>,
  permits: Record<string, boolean> = {},
  full: string[] = [],
) {
  const asked: string[] = []
  const withdrawn: string[] = []
  const providers = Object.keys(availability).map((id, i) => runtimeProvider({ id, priority: i }))
  const routed = selectProvider(EXCHANGE, FACTS, {
    providers,
    availabilityOf: ({ id }) => availability[id] ?? 'ready',
    admit: ({ id }) => (full.includes(id) ? 'sessions_full' : 'ready'),
    withdraw({ id }) {
      withdrawn.push(id)
    },
    takePermit({ id }) {
      asked.push(id)
      return Promise.resolve(permits[id] ?? false)
    },
    options: { failBackIdleMs: 1, timeZone: 'UTC' },
  })
  return { routed, asked, withdrawn }
}

describe('selectProvider', () => {
  it('takes a permit for a probe, and none for anything else', async () => {
    const probing = select({ a: 'probe', b: 'ready' }, { a: true })
    expect(await probing.routed).toMatchObject({ provider: { id: 'a' }, probe: true, decidedAtMs: 1_000 })
    const ready = select({ a: 'ready', b: 'probe' })
    expect(await ready.routed).toMatchObject({ provider: { id: 'a' }, probe: false })
    expect(ready.asked).toEqual([])
  })

  it('goes on to the next when the permits of a probe are taken, and records that', async () => {
    const { routed, asked, withdrawn } = select({ a: 'probe', b: 'probe', c: 'ready' })
    const { provider, decision } = await routed
    expect(provider.id).toBe('c')
    expect(asked).toEqual(['a', 'b'])
    expect(withdrawn).toEqual(['a', 'b'])
    expect(decision.candidates.map(({ availability }) => availability)).toEqual([
      'circuit_open',
      'circuit_open',
      'ready',
    ])
  })

  it('goes on to the next when a provider has as many sessions as it may', async () => {
    const { provider, decision } = await select({ a: 'ready', b: 'ready' }, {}, ['a']).routed
    expect(provider.id).toBe('b')
    expect(decision.candidates[0]).toMatchObject({ excluded: 'sessions_full', availability: 'sessions_full' })
  })

  it('says when coming again helps, and keeps why each was excluded', async () => {
    const error: unknown = await select({ a: 'quarantined', b: 'circuit_open' }).routed.catch(
      (cause: unknown) => cause,
    )
    expect(error).toBeInstanceOf(NoProvider)
    expect(error).toMatchObject({
      code: 'no_provider',
      retryAfterSeconds: 5,
      message: 'no provider for the model m; excluded: quarantined: 1, circuit_open: 1',
      candidates: [{ excluded: 'quarantined' }, { excluded: 'circuit_open' }],
    })
    const none: unknown = await select({}).routed.catch((cause: unknown) => cause)
    expect(none).toMatchObject({ code: 'no_provider', retryAfterSeconds: undefined })
  })
})
