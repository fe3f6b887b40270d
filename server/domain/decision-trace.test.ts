import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decisionTraceSchema, replayDecision, selectableProviderSchema } from './decision-trace'
import type { AttemptTrace, DecisionTrace } from './decision-trace'
import type { Availability } from './provider-health'
import { selectProvider } from './selection'
import type { SelectableProvider, SelectionFacts } from './selection'
import {
  aProvider,
  availabilityArbitrary,
  factsArbitrary,
  NOON_MS,
  OPTIONS,
  providersArbitrary,
  someFacts,
} from './selection-fixtures'

const attempt = (overrides: Partial<AttemptTrace> = {}): AttemptTrace => ({
  atMs: NOON_MS,
  providerId: 'a',
  servedModel: 'm',
  reason: 'weight',
  availability: {},
  outcome: 'ok',
  status: 200,
  ruleId: null,
  durationMs: 1,
  detail: null,
  ...overrides,
})

function trace(facts: SelectionFacts, attempts: AttemptTrace[]): DecisionTrace {
  const { dialect, operation, model, group, seed, binding } = facts
  const kept = { dialect, operation, model, group, seed, binding }
  return { v: 1, configVersion: 7, facts: kept, options: OPTIONS, attempts }
}

/** What the gateway does: choose, call, fail, choose again, with health changing in between; now and then the same
 * provider is called twice. */
function serve(
  facts: SelectionFacts,
  providers: readonly SelectableProvider[],
  healths: readonly Record<string, Availability>[],
  twice: boolean,
): AttemptTrace[] {
  const attempts: AttemptTrace[] = []
  const tried: string[] = []
  for (const [at, health] of healths.entries()) {
    const nowMs = facts.nowMs + at * 1_000
    const availabilityOf = ({ id }: SelectableProvider) => health[id] ?? 'ready'
    const decision = selectProvider({ ...facts, tried, nowMs }, providers, availabilityOf, OPTIONS)
    const { provider, servedModel, reason, candidates } = decision
    const availability = Object.fromEntries(
      candidates.flatMap((each) =>
        each.availability === 'ready' ? [] : [[each.providerId, each.availability]],
      ),
    ) as Record<string, Availability>
    const line = attempt({ atMs: nowMs, providerId: provider?.id ?? null, servedModel, reason, availability })
    attempts.push(line)
    if (provider === null) return attempts
    if (twice) attempts.push(line)
    tried.push(provider.id)
  }
  return attempts
}

describe('replayDecision', () => {
  it('comes to the same for 10,000 decisions, from what the log holds', () => {
    const inputs = fc.tuple(
      factsArbitrary.map((facts): SelectionFacts => ({ ...facts, tried: [] })),
      providersArbitrary,
      fc.array(availabilityArbitrary, { minLength: 3, maxLength: 3 }),
      fc.boolean(),
    )
    let decisions = 0
    let chosen = 0
    fc.assert(
      fc.property(inputs, ([facts, providers, healths, twice]) => {
        const attempts = serve(facts, providers, healths, twice)
        const logged: unknown = JSON.parse(JSON.stringify({ trace: trace(facts, attempts), providers }))
        const { trace: kept, providers: then } = logged as { trace: unknown; providers: unknown[] }
        const replay = replayDecision(
          decisionTraceSchema.parse(kept),
          then.map((provider) => selectableProviderSchema.parse(provider)),
        )
        decisions += replay.attempts.length
        chosen += replay.attempts.filter(({ replayed }) => replayed.providerId !== null).length
        expect(replay.attempts.map(({ recorded, replayed }) => [recorded, replayed])).toEqual(
          attempts.map(({ providerId, servedModel, reason }) => [
            { providerId, servedModel, reason },
            { providerId, servedModel, reason },
          ]),
        )
        expect(replay.agrees).toBe(true)
      }),
      { numRuns: 7_000 },
    )
    expect(decisions).toBeGreaterThanOrEqual(10_000)
    expect(chosen).toBeGreaterThan(5_000)
  })

  const pair = [aProvider('a'), aProvider('b', { priority: 1 })]

  it('shows the table of candidates at each attempt', () => {
    const attempts = [
      attempt({ outcome: 'server_error', status: 500 }),
      attempt({ atMs: NOON_MS + 5, providerId: 'b', availability: { b: 'probe' } }),
    ]
    const replay = replayDecision(trace(someFacts(), attempts), pair)
    expect(replay.agrees).toBe(true)
    expect(replay.attempts.map(({ candidates }) => candidates.map(({ excluded }) => excluded))).toEqual([
      [null, null],
      ['tried', null],
    ])
    expect(replay.attempts[1]?.candidates[1]).toMatchObject({ availability: 'probe' })
  })

  it.each<[string, Partial<AttemptTrace>]>([
    ['another provider', { providerId: 'b' }],
    ['no provider', { providerId: null, servedModel: null, reason: null }],
    ['another model', { servedModel: 'other' }],
    ['another reason', { reason: 'bound' }],
    ['other health', { availability: { a: 'cooldown' } }],
  ])('says when the log holds %s', (_, recorded) => {
    const replay = replayDecision(trace(someFacts(), [attempt(), attempt({ ...recorded })]), pair)
    const alone = replayDecision(trace(someFacts(), [attempt(recorded)]), pair)
    expect(alone.agrees).toBe(false)
    expect(alone.attempts.map(({ agrees }) => agrees)).toEqual([false])
    expect(replay.attempts[0]?.agrees).toBe(true)
  })
})

describe('what is kept', () => {
  it('of a provider holds no credential', () => {
    const runtime = { ...aProvider('a'), credential: 'canary', baseUrl: 'https://canary', timeouts: {} }
    expect(selectableProviderSchema.parse(runtime)).toEqual(aProvider('a'))
  })

  it('of a trace is checked when it is read', () => {
    const good = trace(someFacts(), [
      attempt({ availability: { b: 'cooldown' }, ruleId: 'builtin-x', detail: 'd' }),
    ])
    expect(decisionTraceSchema.parse(good)).toEqual(good)
    expect(decisionTraceSchema.safeParse({ ...good, v: 2 }).success).toBe(false)
    expect(decisionTraceSchema.safeParse(null).success).toBe(false)
  })
})
