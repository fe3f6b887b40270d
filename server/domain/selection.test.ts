import { describe, expect, it } from 'vitest'
import type { Availability } from './provider-health'
import { allowsModel, selectProvider } from './selection'
import type { SelectableProvider, SelectionFacts } from './selection'
import { aProvider, NOON_MS, OPTIONS, someFacts } from './selection-fixtures'

const select = (
  providers: readonly SelectableProvider[],
  facts: Partial<SelectionFacts> = {},
  health: Record<string, Availability> = {},
) => selectProvider(someFacts(facts), providers, ({ id }) => health[id] ?? 'ready', OPTIONS)

const SEEDS = Array.from({ length: 10_000 }, (_, i) => `session-${String(i)}`)
const MORNING = { timeZone: null, windows: [{ days: [1], from: '06:00', to: '12:00' }] }
const TEAM = { groupTags: ['team'] }

describe('selectProvider', () => {
  it.each<[string, Partial<SelectableProvider>, Partial<SelectionFacts>, Availability]>([
    ['disabled', { enabled: false, type: 'gemini' }, {}, 'ready'],
    ['dialect', { type: 'codex' }, {}, 'ready'],
    ['group', { groupTags: ['other'], schedule: MORNING }, {}, 'ready'],
    ['schedule', { ...TEAM, schedule: MORNING, allowedModels: ['n'] }, {}, 'ready'],
    ['model', { ...TEAM, allowedModels: ['n'], weight: 0 }, {}, 'ready'],
    ['weight', { ...TEAM, weight: 0 }, { tried: ['bad'] }, 'ready'],
    ['tried', TEAM, { tried: ['bad'] }, 'circuit_open'],
    ['circuit_open', TEAM, {}, 'circuit_open'],
    ['cooldown', TEAM, {}, 'cooldown'],
    ['quarantined', TEAM, {}, 'quarantined'],
    ['model_cooldown', TEAM, {}, 'model_cooldown'],
  ])('excludes by %s first, and says so', (excluded, overrides, facts, availability) => {
    const providers = [aProvider('bad', { priority: -9, ...overrides }), aProvider('good', TEAM)]
    const decision = select(providers, { group: 'team', ...facts }, { bad: availability })
    expect(decision).toMatchObject({ provider: { id: 'good' }, reason: 'weight', availability: 'ready' })
    expect(decision.candidates).toMatchObject([
      { providerId: 'bad', name: 'name of bad', excluded, priority: -9 },
      { providerId: 'good', name: 'name of good', excluded: null, priority: 0 },
    ])
  })

  it('says that there is none, and why', () => {
    expect(select([aProvider('a', { enabled: false })])).toEqual({
      provider: null,
      servedModel: null,
      availability: null,
      reason: null,
      candidates: [
        {
          providerId: 'a',
          name: 'name of a',
          excluded: 'disabled',
          priority: 0,
          translated: false,
          servedModel: null,
          availability: 'ready',
        },
      ],
    })
    expect(select([])).toMatchObject({ provider: null, candidates: [] })
  })

  it('asks for the health of nobody whom something else excludes', () => {
    const asked: [string, string | null][] = []
    const modelRedirects = [{ match: 'exact' as const, from: 'm', to: 'served' }]
    selectProvider(
      someFacts({ tried: ['b'] }),
      [aProvider('a', { weight: 0 }), aProvider('b'), aProvider('c', { modelRedirects })],
      ({ id }, servedModel) => {
        asked.push([id, servedModel])
        return 'ready'
      },
      OPTIONS,
    )
    expect(asked).toEqual([['c', 'served']])
  })

  it('names the model that goes upstream, and lets a list allow either name of it', () => {
    const modelRedirects = [{ match: 'pattern' as const, from: '^(m)$', to: 'served-$1' }]
    expect(select([aProvider('a', { modelRedirects })]).servedModel).toBe('served-m')
    expect(select([aProvider('a', { modelRedirects })], { model: null }).servedModel).toBeNull()
    for (const [allowedModels, served] of [
      [['m'], true],
      [['served-m'], true],
      [['served-*'], true],
      [['served'], false],
    ] as const)
      expect(
        select([aProvider('a', { modelRedirects, allowedModels: [...allowedModels] })]).provider !== null,
      ).toBe(served)
  })

  it('gives what only the envelope has to providers of the envelope', () => {
    const pair = [
      aProvider('plain', { type: 'gemini', priority: -1 }),
      aProvider('cli', { type: 'gemini-cli' }),
    ]
    const facts = { dialect: 'gemini', operation: 'code-assist', model: null } as const
    expect(select(pair, facts).provider?.id).toBe('cli')
    expect(select(pair, { ...facts, operation: 'generate' }).provider?.id).toBe('plain')
  })

  it('minds the schedule by the time zone of the hub, unless it has its own', () => {
    const openAtNoon = (timeZone: string | null, zoneOfHub: string) => {
      const schedule = { timeZone, windows: [{ days: [1], from: '11:00', to: '13:00' }] }
      const options = { ...OPTIONS, timeZone: zoneOfHub }
      return (
        selectProvider(someFacts(), [aProvider('a', { schedule })], () => 'ready', options).provider !== null
      )
    }
    expect(openAtNoon(null, 'UTC')).toBe(true)
    expect(openAtNoon(null, 'Asia/Tokyo')).toBe(false)
    expect(openAtNoon('UTC', 'Asia/Tokyo')).toBe(true)
  })

  describe('among the eligible', () => {
    it('takes the lowest priority number, whatever the weights and costs', () => {
      const providers = [
        aProvider('a', { priority: 5, weight: 100, costMultiplier: '0' }),
        aProvider('b', { priority: -1, weight: 1, costMultiplier: '9' }),
      ]
      expect(SEEDS.slice(0, 100).every((seed) => select(providers, { seed }).provider?.id === 'b')).toBe(true)
    })

    it('follows the weights', () => {
      const weights: Record<string, number> = { a: 10, b: 30, c: 60 }
      const providers = Object.entries(weights).map(([id, weight]) => aProvider(id, { weight }))
      const counts = new Map<string, number>()
      for (const seed of SEEDS) {
        const id = select([aProvider('first', { enabled: false }), ...providers], { seed }).provider?.id ?? ''
        counts.set(id, (counts.get(id) ?? 0) + 1)
      }
      let chiSquare = 0
      for (const [id, weight] of Object.entries(weights)) {
        const expected = (SEEDS.length * weight) / 100
        chiSquare += ((counts.get(id) ?? 0) - expected) ** 2 / expected
      }
      // The 99.9 % quantile for two degrees of freedom.
      expect(chiSquare).toBeLessThan(13.816)
    })

    it('gives equal weights equal shares, whatever they cost', () => {
      const providers = [aProvider('a', { costMultiplier: '9' }), aProvider('b', { costMultiplier: '0.1' })]
      const cheap = SEEDS.filter((seed) => select(providers, { seed }).provider?.id === 'b').length
      expect(cheap / SEEDS.length).toBeCloseTo(0.5, 1)
    })

    it('gives an exact tie to the cheaper one', () => {
      // See weighted-pick.test.ts for these two.
      const pair = (cost: string) => [aProvider('p127li0n'), aProvider('p17blad4', { costMultiplier: cost })]
      expect(select(pair('1')).provider?.id).toBe('p127li0n')
      expect(select(pair('0.99')).provider?.id).toBe('p17blad4')
    })

    it('counts one that may be probed among them', () => {
      const providers = [aProvider('a'), aProvider('b', { priority: 1 })]
      expect(select(providers, {}, { a: 'probe' })).toMatchObject({
        provider: { id: 'a' },
        availability: 'probe',
        reason: 'weight',
      })
    })
  })

  describe('with a session that is bound', () => {
    const binding = (idleMs: number) => ({ binding: { providerId: 'b', lastUsedAtMs: NOON_MS - idleMs } })
    const tiers = [
      aProvider('a', { priority: 0 }),
      aProvider('b', { priority: 1 }),
      aProvider('c', { priority: 2 }),
    ]

    it('stays, though a better tier is there', () => {
      expect(select(tiers, binding(OPTIONS.failBackIdleMs))).toMatchObject({
        provider: { id: 'b' },
        reason: 'bound',
      })
      expect(select(tiers.slice(1), binding(OPTIONS.failBackIdleMs + 1))).toMatchObject({
        provider: { id: 'b' },
        reason: 'bound',
      })
    })

    it('stays within its tier, whatever the weights', () => {
      const providers = [aProvider('a', { weight: 100 }), aProvider('b', { weight: 1 })]
      for (const seed of SEEDS.slice(0, 100))
        expect(select(providers, { ...binding(1e9), seed })).toMatchObject({
          provider: { id: 'b' },
          reason: 'bound',
        })
    })

    it('goes back to the better tier once it has been idle for long', () => {
      expect(select(tiers, binding(OPTIONS.failBackIdleMs + 1))).toMatchObject({
        provider: { id: 'a' },
        reason: 'fail-back',
      })
    })

    it('is not what finds out whether the better tier is back', () => {
      const probe = { a: 'probe' } as const
      expect(select(tiers, binding(1e9), probe)).toMatchObject({ provider: { id: 'b' }, reason: 'bound' })
      const withReady = [...tiers.slice(0, 2), aProvider('z', { priority: 0.5 })]
      expect(select(withReady, binding(1e9), probe)).toMatchObject({
        provider: { id: 'z' },
        reason: 'fail-back',
      })
    })

    it.each<[string, Partial<SelectableProvider>, Availability, string | null]>([
      ['is open', {}, 'circuit_open', 'circuit_open'],
      ['is only to be probed', {}, 'probe', null],
      ['was disabled', { enabled: false }, 'ready', 'disabled'],
      ['has no such model', { allowedModels: ['n'] }, 'ready', 'model'],
      ['speaks another protocol', { type: 'gemini' }, 'ready', 'dialect'],
    ])('goes elsewhere by weight when its provider %s', (_, overrides, availability, excluded) => {
      const providers = [aProvider('a'), aProvider('b', { priority: 1, ...overrides })]
      const decision = select(providers, binding(0), { b: availability })
      expect(decision).toMatchObject({ provider: { id: 'a' }, reason: 'weight' })
      expect(decision.candidates[1]).toMatchObject({ excluded })
      // The next request that its provider can serve finds it again.
      expect(select([aProvider('a'), aProvider('b', { priority: 1 })], binding(0)).reason).toBe('bound')
    })

    it('does without a provider that is gone', () => {
      expect(select([aProvider('a')], binding(0))).toMatchObject({ provider: { id: 'a' }, reason: 'weight' })
    })
  })
})

describe('allowsModel', () => {
  it.each([
    [[], 'anything', true],
    [['a'], 'a', true],
    [['a'], 'ab', false],
    [['a*'], 'ab', true],
    [['*'], 'ab', true],
    [['b', 'a*'], 'ab', true],
  ])('%j allows %s: %s', (allowed, model, expected) => {
    expect(allowsModel(allowed, model)).toBe(expected)
  })
})

describe('a provider of another protocol', () => {
  const chat = aProvider('chat', { type: 'openai-compatible', acceptsTranslated: true, priority: -5 })
  const gpt = { dialect: 'claude' as const, match: 'pattern' as const, from: '^m$', to: 'gpt-5' }

  it('serves when nobody of the own one can, whatever the priorities', () => {
    const own = aProvider('own', { priority: 9 })
    expect(select([chat, own]).provider).toBe(own)
    expect(select([chat, aProvider('own', { enabled: false })]).provider).toBe(chat)
    expect(select([{ ...chat, acceptsTranslated: false }]).provider).toBeNull()
  })

  it('knows a model under its own name: by its redirects, else by the catalogue, unless it is said to serve it', () => {
    const modelDefaults = [gpt]
    expect(select([{ ...chat, modelDefaults }]).servedModel).toBe('gpt-5')
    const redirected = { ...chat, modelDefaults, modelRedirects: [{ ...gpt, to: 'glm' }] }
    expect(select([redirected]).servedModel).toBe('glm')
    expect(select([{ ...chat, modelDefaults, allowedModels: ['m'] }]).servedModel).toBe('m')
    expect(select([aProvider('own', { modelDefaults })]).servedModel).toBe('m')
  })

  it('does not take what only one protocol has', () => {
    expect(select([chat], someFacts({ operation: 'compact' })).provider).toBeNull()
  })

  it('gives a session back once a provider of its own protocol is there again', () => {
    const binding = { providerId: 'chat', lastUsedAtMs: NOON_MS - 1_000 }
    const own = aProvider('own')
    expect(select([chat, own], someFacts({ binding })).provider).toBe(chat)
    const idle = { ...binding, lastUsedAtMs: NOON_MS - OPTIONS.failBackIdleMs - 1 }
    expect(select([chat, own], someFacts({ binding: idle }))).toMatchObject({
      provider: own,
      reason: 'fail-back',
    })
  })
})
