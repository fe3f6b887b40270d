import { describe, expect, it } from 'vitest'
import { GatewayError, FAILURE_TABLE } from '#server/domain/errors'
import type { FailureKind } from '#server/domain/errors'
import type { AnswerReport, AttemptResult, Routed } from '../exchange'
import { failOver } from './failover'
import type { FailoverSteps } from './failover'
import { createRetryBudget } from './retry-budget'

const REPORT: AnswerReport = {
  status: 200,
  errorCode: null,
  interrupted: false,
  responseBytes: 1,
  ttfbMs: 1,
  upstreamRequestId: null,
  meter: null,
}
const answered: AttemptResult = { kind: 'answered', report: REPORT, broke: null }
const failed = (
  kind: FailureKind,
  more: { status?: number; retryAfterMs?: number; whole?: boolean } = {},
): AttemptResult => ({
  kind: 'failed',
  failure: {
    kind,
    status: more.status ?? null,
    errorType: null,
    detail: 'secret words of the upstream',
    retryAfterMs: more.retryAfterMs ?? null,
  },
  passOn: more.whole ? () => ({ ...REPORT, status: more.status ?? null }) : null,
})

/** Providers that answer as scripted, each call of one with its next result. */
async function run(
  script: Record<string, AttemptResult[]>,
  options: { maxAttempts?: number; burst?: number } = {},
) {
  const calls: string[] = []
  const steps: FailoverSteps = {
    route(tried) {
      const name = Object.keys(script).find((candidate) => !tried.includes(candidate))
      if (name === undefined) throw new GatewayError('no_provider', { clientMessage: 'none is left' })
      // Of the whole exchange, failover looks at these parts only.
      return Promise.resolve({
        provider: { id: name, name, maxAttempts: 1 },
        probe: false,
      } as unknown as Routed)
    },
    attempt(routed) {
      const { provider } = routed
      const nth = calls.filter((name) => name === provider.id).length
      calls.push(provider.id)
      return Promise.resolve([{ routed, result: script[provider.id]?.[nth] ?? answered, wording: null }])
    },
    judge: (_, { kind }) => ({ ...FAILURE_TABLE[kind], override: null, ruleId: null }),
    ended: () => undefined,
  }
  const budget = createRetryBudget({ burst: options.burst ?? 100 })
  try {
    const report = await failOver(steps, { maxAttempts: options.maxAttempts ?? 3, budget })
    return { calls, report, error: null }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    return { calls, report: null, error }
  }
}

describe('failOver', () => {
  it('goes from provider to provider until one answers', async () => {
    const { calls, report } = await run({
      a: [failed('refused')],
      b: [failed('overloaded', { status: 529 })],
      c: [],
    })
    expect(calls).toEqual(['a', 'b', 'c'])
    expect(report).toBe(REPORT)
  })

  it('calls the same provider once more after a reset before any byte, then the next', async () => {
    const { calls } = await run({ a: [failed('reset'), failed('reset')], b: [] })
    expect(calls).toEqual(['a', 'a', 'b'])
  })

  it('makes no more attempts than it may', async () => {
    const down = [failed('server_error', { status: 500 })]
    const { calls, error } = await run({ a: down, b: down, c: down, d: down })
    expect(calls).toEqual(['a', 'b', 'c'])
    expect(error).toMatchObject({ code: 'providers_failed', status: 502 })
  })

  it('makes none at all without a budget for it', async () => {
    const { calls } = await run({ a: [failed('refused')], b: [] }, { burst: 0 })
    expect(calls).toEqual(['a'])
  })

  it('says what was tried, without the upstreams’ own words', async () => {
    const { error } = await run({ a: [failed('refused')], b: [failed('server_error', { status: 500 })] })
    expect(error?.clientMessage).toBe(
      'No provider could serve this request. Tried 2 times (a: refused; b: server error, status 500).',
    )
  })

  it('gives the client the status and the pause that all agree on', async () => {
    const { error } = await run({
      a: [failed('rate_limited', { status: 429, retryAfterMs: 30_000 })],
      b: [failed('rate_limited', { status: 429, retryAfterMs: 7_000 })],
    })
    expect(error).toMatchObject({ status: 429, retryAfterSeconds: 7 })
  })

  it.each<[string, Record<string, AttemptResult[]>]>([
    ['the client’s own fault', { a: [failed('client_fault', { status: 400, whole: true })], b: [] }],
    ['the only failure there was', { a: [failed('server_error', { status: 500, whole: true })] }],
  ])('passes the upstream’s answer on when it is %s', async (_, script) => {
    const { calls, report } = await run(script)
    expect(calls).toEqual(['a'])
    expect(report?.status).toBeGreaterThanOrEqual(400)
  })

  it('stops when the client has left', async () => {
    const { calls, error } = await run({
      a: [{ kind: 'aborted', reason: 'client_gone', metered: null }],
      b: [],
    })
    expect(calls).toEqual(['a'])
    expect(error?.code).toBe('client_gone')
  })
})
