import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Availability } from './provider-health'
import { selectProvider } from './selection'
import type { SelectableProvider, SelectionFacts } from './selection'
import { availabilityArbitrary, factsArbitrary, OPTIONS, providersArbitrary } from './selection-fixtures'

const select = (
  providers: readonly SelectableProvider[],
  facts: SelectionFacts,
  health: Record<string, Availability>,
) => selectProvider(facts, providers, ({ id }) => health[id] ?? 'ready', OPTIONS)

describe('selectProvider, whatever comes', () => {
  const inputs = fc.tuple(factsArbitrary, providersArbitrary, availabilityArbitrary)

  it('never returns one that is excluded, and prefers as it says', () => {
    fc.assert(
      fc.property(inputs, ([facts, providers, health]) => {
        const before = JSON.stringify([facts, providers])
        const { provider, reason, candidates, servedModel, availability } = select(providers, facts, health)
        expect(JSON.stringify([facts, providers])).toBe(before)
        expect(candidates.map(({ providerId }) => providerId)).toEqual(providers.map(({ id }) => id))
        const eligible = providers.filter((_, at) => candidates[at]?.excluded === null)
        if (!provider) {
          expect(eligible).toEqual([])
          return
        }
        expect(eligible).toContain(provider)
        const chosen = candidates.find(({ providerId }) => providerId === provider.id)
        expect(chosen).toMatchObject({ servedModel, availability })
        expect(provider.enabled).toBe(true)
        const native = ({ dialect }: typeof provider) => dialect === facts.dialect
        expect(native(provider) || (provider.acceptsTranslated && facts.operation === 'generate')).toBe(true)
        expect(provider.weight).toBeGreaterThan(0)
        expect(facts.tried).not.toContain(provider.id)
        expect(facts.model === null).toBe(servedModel === null)
        if (reason === 'last-resort') {
          expect(['cooldown', 'model_cooldown']).toContain(availability)
          expect(eligible).toEqual([provider])
          return
        }
        expect(['ready', 'probe']).toContain(availability)
        if (reason === 'weight') {
          // Those of the client's own protocol come first, whatever the priorities.
          const best = eligible.some(native) ? eligible.filter(native) : eligible
          expect(best).toContain(provider)
          expect(provider.priority).toBe(Math.min(...best.map(({ priority }) => priority)))
        } else expect(availability).toBe('ready')
        if (reason === 'bound') expect(provider.id).toBe(facts.binding?.providerId)
      }),
      { numRuns: 2_000 },
    )
  })

  it('decides the same for the same inputs, also after they were JSON, and in any order of the providers', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const [facts, providers, health] = given
        const decision = select(providers, facts, health)
        // The round trip keeps the types, which JSON.parse cannot know.
        const [facts2, providers2, health2] = JSON.parse(JSON.stringify(given)) as typeof given
        expect(select(providers2, facts2, health2)).toEqual(decision)
        const { provider, reason, servedModel } = select([...providers].reverse(), facts, health)
        expect({ provider, reason, servedModel }).toEqual({
          provider: decision.provider,
          reason: decision.reason,
          servedModel: decision.servedModel,
        })
      }),
      { numRuns: 2_000 },
    )
  })
})
