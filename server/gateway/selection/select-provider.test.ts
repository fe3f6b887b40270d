import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GatewayError } from '#server/domain/errors'
import { DEFAULT_TIMEOUTS, dialectOf, PROVIDER_TYPES } from '#server/domain/provider'
import type { RuntimeProvider } from '#server/domain/provider'
import type { Guarded } from '../exchange'
import { selectProvider, servesModel } from './select-provider'

function provider(id: string, overrides: Partial<RuntimeProvider> = {}): RuntimeProvider {
  const type = overrides.type ?? 'claude'
  return {
    id,
    name: id,
    type,
    dialect: dialectOf(type),
    baseUrl: 'http://127.0.0.1:1',
    credential: 'x',
    enabled: true,
    weight: 1,
    priority: 0,
    costMultiplier: '1',
    groupTags: [],
    allowedModels: [],
    modelRedirects: [],
    timeouts: DEFAULT_TIMEOUTS,
    codeAssistProject: null,
    ...overrides,
  }
}

/** Of the whole exchange, selection looks at these parts only. */
const exchange = (
  overrides: { model?: string | null; group?: string | null; dialect?: string; operation?: string } = {},
) =>
  ({
    model: overrides.model === undefined ? 'm' : overrides.model,
    route: {
      endpoint: 'messages',
      dialect: overrides.dialect ?? 'claude',
      operation: overrides.operation ?? 'generate',
    },
    principal: { user: { providerGroup: overrides.group ?? null } },
  }) as unknown as Guarded

const select = (providers: RuntimeProvider[], request = exchange(), seed = 's') =>
  selectProvider(request, { providers, seed })

describe('selectProvider', () => {
  it.each([
    ['disabled', { enabled: false }],
    ['dialect', { type: 'codex' as const }],
    ['group', { groupTags: ['other'] }],
    ['model', { groupTags: ['team'], allowedModels: ['n'] }],
    ['weight', { groupTags: ['team'], weight: 0 }],
  ])('excludes by %s and says so', (reason, overrides) => {
    const providers = [provider('bad', overrides), provider('good', { groupTags: ['team'] })]
    const { provider: picked, candidates } = select(providers, exchange({ group: 'team' }))
    expect(picked.id).toBe('good')
    expect(candidates).toEqual([
      { providerId: 'bad', name: 'bad', excluded: reason },
      { providerId: 'good', name: 'good', excluded: null },
    ])
  })

  it('takes the lowest priority number, whatever the weights', () => {
    expect(
      select([provider('a', { priority: 5, weight: 100 }), provider('b', { priority: -1, weight: 1 })])
        .provider.id,
    ).toBe('b')
  })

  it('names the model that goes upstream', () => {
    const modelRedirects = [{ match: 'prefix' as const, from: 'm', to: 'served' }]
    expect(select([provider('a', { modelRedirects })]).servedModel).toBe('served')
    expect(select([provider('a', { modelRedirects })], exchange({ model: null })).servedModel).toBeNull()
  })

  it('gives what only the envelope has to providers of the envelope', () => {
    const request = exchange({ dialect: 'gemini', operation: 'code-assist', model: null })
    const pair = [provider('plain', { type: 'gemini' }), provider('cli', { type: 'gemini-cli' })]
    expect(select(pair, request).provider.id).toBe('cli')
  })

  it('says why there is none, to the log more than to the client', () => {
    const failure = (() => {
      try {
        return select([provider('a', { enabled: false }), provider('b', { type: 'gemini' })])
      } catch (error) {
        return error
      }
    })()
    expect(failure).toBeInstanceOf(GatewayError)
    expect(failure).toMatchObject({
      code: 'no_provider',
      message: expect.stringContaining('disabled: 1') as unknown,
    })
    expect((failure as GatewayError).clientMessage).not.toMatch(/disabled|excluded/)
  })

  it('never takes one that is excluded or without weight, and takes the same one for the same session', () => {
    const some = fc.record({
      type: fc.constantFrom(...PROVIDER_TYPES),
      enabled: fc.boolean(),
      weight: fc.integer({ min: 0, max: 100 }),
      priority: fc.integer({ min: -2, max: 2 }),
      groupTags: fc.subarray(['team', 'other']),
      allowedModels: fc.subarray(['m', 'n', 'm*']),
    })
    fc.assert(
      fc.property(fc.array(some), fc.string(), fc.option(fc.constant('team')), (list, seed, group) => {
        const providers = list.map((overrides, i) => provider(`p${String(i)}`, overrides))
        const eligible = providers.filter(
          (p) =>
            p.enabled &&
            p.weight > 0 &&
            p.dialect === 'claude' &&
            (group === null || p.groupTags.includes(group)) &&
            servesModel(p, 'm'),
        )
        if (eligible.length === 0) {
          expect(() => select(providers, exchange({ group }), seed)).toThrow(GatewayError)
          return
        }
        const { provider: picked } = select(providers, exchange({ group }), seed)
        expect(eligible).toContain(picked)
        expect(picked.priority).toBe(Math.min(...eligible.map(({ priority }) => priority)))
        expect(select(providers, exchange({ group }), seed).provider).toBe(picked)
      }),
    )
  })
})

describe('servesModel', () => {
  it.each([
    [[], 'anything', true],
    [['a'], 'a', true],
    [['a'], 'ab', false],
    [['a*'], 'ab', true],
    [['*'], 'ab', true],
    [['target'], 'alias', true],
    [['alias'], 'alias', true],
    [['other'], 'alias', false],
  ])('%j serves %s: %s', (allowedModels, model, expected) => {
    const modelRedirects = [{ match: 'exact' as const, from: 'alias', to: 'target' }]
    expect(servesModel({ allowedModels, modelRedirects }, model)).toBe(expected)
  })
})
