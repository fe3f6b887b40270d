import fc from 'fast-check'
import { dialectOf, PROVIDER_TYPES } from './provider'
import type { ModelRedirect, ProviderType } from './provider'
import { AVAILABILITIES } from './provider-health'
import type { Availability } from './provider-health'
import type { SelectableProvider, SelectionFacts, SelectionOptions } from './selection'

/** 2026-01-05, a Monday, 12:00 UTC. */
export const NOON_MS = Date.UTC(2026, 0, 5, 12)
export const OPTIONS: SelectionOptions = { failBackIdleMs: 300_000, timeZone: 'UTC' }

export function aProvider(id: string, overrides: Partial<SelectableProvider> = {}): SelectableProvider {
  const type: ProviderType = overrides.type ?? 'claude'
  return {
    id,
    name: `name of ${id}`,
    type,
    dialect: dialectOf(type),
    enabled: true,
    weight: 1,
    priority: 0,
    costMultiplier: '1',
    groupTags: [],
    allowedModels: [],
    modelRedirects: [],
    modelDefaults: [],
    acceptsTranslated: false,
    schedule: null,
    ...overrides,
  }
}

export const someFacts = (overrides: Partial<SelectionFacts> = {}): SelectionFacts => ({
  dialect: 'claude',
  operation: 'generate',
  model: 'm',
  group: null,
  seed: 's',
  binding: null,
  tried: [],
  nowMs: NOON_MS,
  ...overrides,
})

const IDS = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5']
const days = fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 })
const time = fc.constantFrom('00:00', '06:00', '11:59', '12:00', '12:01', '22:00')
const redirect = fc.record({
  match: fc.constantFrom('exact' as const, 'prefix' as const, 'pattern' as const),
  from: fc.constantFrom('m', 'n', '^(.)$'),
  to: fc.constantFrom('n', 'big-$1', 'other'),
})

/** Mostly such as can serve: otherwise next to every generated decision would say that there is none. */
const overrides = fc.record({
  type: fc.oneof(
    { weight: 4, arbitrary: fc.constant('claude' as const) },
    fc.constantFrom(...PROVIDER_TYPES),
  ),
  enabled: fc.constantFrom(true, true, true, true, false),
  acceptsTranslated: fc.boolean(),
  modelDefaults: fc.array(redirect, { maxLength: 2 }),
  weight: fc.constantFrom(0, 1, 1, 5, 50, 100),
  priority: fc.integer({ min: -1, max: 2 }),
  costMultiplier: fc.constantFrom('1', '0.5', '2'),
  groupTags: fc.subarray(['team', 'other']),
  allowedModels: fc.oneof(fc.constant<string[]>([]), fc.subarray(['m', 'n', 'big-*'])),
  modelRedirects: fc.oneof(fc.constant<ModelRedirect[]>([]), fc.array(redirect, { maxLength: 3 })),
  schedule: fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    fc.record({
      timeZone: fc.constantFrom(null, 'Asia/Tokyo', 'America/New_York'),
      windows: fc.array(fc.record({ days, from: time, to: time }), { minLength: 1, maxLength: 2 }),
    }),
  ),
})

export const providersArbitrary = fc
  .array(overrides, { minLength: 1, maxLength: IDS.length })
  .map((list) => list.map((each, at) => aProvider(IDS[at] ?? '', each)))

export const factsArbitrary: fc.Arbitrary<SelectionFacts> = fc.record({
  dialect: fc.constantFrom('claude', 'claude', 'claude', 'gemini'),
  operation: fc.constantFrom('generate', 'generate', 'generate', 'code-assist'),
  model: fc.constantFrom('m', 'm', 'n', null),
  group: fc.constantFrom(null, null, 'team'),
  seed: fc.string({ unit: 'binary' }),
  binding: fc.option(
    fc.record({
      providerId: fc.constantFrom(...IDS, 'gone'),
      lastUsedAtMs: fc.integer({ min: NOON_MS - 1_000_000, max: NOON_MS }),
    }),
  ),
  tried: fc.subarray(IDS, { maxLength: 2 }),
  nowMs: fc.integer({ min: NOON_MS - 10 * 86_400_000, max: NOON_MS + 300 * 86_400_000 }),
})

/** What the health of each provider comes to, by its place. */
export const availabilityArbitrary: fc.Arbitrary<Record<string, Availability>> = fc
  .array(
    fc.oneof({ weight: 2, arbitrary: fc.constant('ready' as const) }, fc.constantFrom(...AVAILABILITIES)),
    {
      minLength: IDS.length,
      maxLength: IDS.length,
    },
  )
  .map((list) => Object.fromEntries(IDS.map((id, at) => [id, list[at] ?? 'ready'])))
