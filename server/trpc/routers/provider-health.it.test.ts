import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_CIRCUIT } from '#server/domain/circuit'
import type { HealthEvent } from '#server/domain/provider-health'
import { fingerprint } from '#server/platform/fingerprint'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'

const CREDENTIAL = 'sk-canary-0123456789'

let api: AdminApiServer
let id: string
let made = 0
beforeAll(async () => {
  api = await startAdminApi()
})
beforeEach(async () => {
  const provider = { type: 'claude', baseUrl: 'http://127.0.0.1:1', apiKey: CREDENTIAL }
  ;({ id } = await api.create('/providers', { ...provider, name: `P ${String(++made)}` }))
})
afterAll(() => api.close())

const report = (event: Partial<HealthEvent>, errorCode: string | null = 'refused') => {
  const whole = { outcome: 'failure', probe: false, ...event } as const
  api.harness.health.report(id, DEFAULT_CIRCUIT, whole, Date.now(), { errorCode })
}
const read = async (path = '') => (await api.call('GET', `/providers/${id}/health${path}`)).body
const inAMinute = () => Date.now() + 60_000

describe('the health of a provider', () => {
  it('is shown before anything was sent', async () => {
    const health = await read()
    expect(health).toMatchObject({
      providerId: id,
      enabled: true,
      status: 'ready',
      phase: 'closed',
      last5m: { calls: 0, failed: 0, rate: null },
      last60m: { calls: 0, failed: 0, rate: null },
      lastSuccessAt: null,
      lastFailureAt: null,
      lastError: null,
      circuit: { config: DEFAULT_CIRCUIT, failures: 0, openUntil: null, changedAt: null },
      cooldownUntil: null,
      quarantinedUntil: null,
      models: [],
    })
    expect(health.minutes).toHaveLength(60)
  })

  it('follows calls, circuit and marks, and is reset', async () => {
    report({ outcome: 'success' }, null)
    for (let failures = 0; failures < 5; failures++) report({})
    report({ outcome: 'neutral', mark: { kind: 'cooldown', untilMs: inAMinute() } }, 'rate_limited')
    report(
      { outcome: 'neutral', mark: { kind: 'model_cooldown', model: 'm', untilMs: inAMinute() } },
      'model',
    )
    const credential = fingerprint(CREDENTIAL)
    report(
      { outcome: 'neutral', mark: { kind: 'quarantine', credential, untilMs: inAMinute() } },
      'credential',
    )

    const health = await read()
    const soon = expect.stringMatching(/^\d{4}-.*Z$/) as string
    expect(health).toMatchObject({
      status: 'quarantined',
      phase: 'open',
      last5m: { calls: 6, failed: 5 },
      lastSuccessAt: soon,
      lastFailureAt: soon,
      lastError: 'refused',
      circuit: { openUntil: soon, changedAt: soon },
      cooldownUntil: soon,
      quarantinedUntil: soon,
      models: [{ model: 'm', until: soon }],
    })
    expect((health.last5m as { rate: number }).rate).toBeCloseTo(5 / 6)
    const last = (health.minutes as { succeeded: number; failed: number }[]).slice(-2)
    expect(last.reduce((sum, minute) => sum + minute.succeeded + minute.failed, 0)).toBe(6)

    const { body: all } = await api.call('GET', '/providers/health')
    expect(all).toMatchObject({ nextCursor: null })
    expect(all.items).toContainEqual(expect.objectContaining({ providerId: id, status: 'quarantined' }))
    expect((all.items as object[])[0]).not.toHaveProperty('minutes')

    const reset = await api.call('POST', `/providers/${id}/health/reset`)
    expect(reset.body).toMatchObject({
      status: 'ready',
      phase: 'closed',
      cooldownUntil: null,
      quarantinedUntil: null,
      models: [],
      last5m: { calls: 6, failed: 5 },
    })
    expect((await read('/history')).items).toMatchObject([
      { event: 'reset', state: 'closed', detail: null },
      { event: 'quarantined', state: 'open', detail: 'credential' },
      { event: 'model_cooldown', detail: 'm' },
      { event: 'cooldown', detail: 'rate_limited' },
      { event: 'opened', state: 'open', detail: 'refused', latencyMs: null },
    ])
  })

  it('forgets the quarantine of a credential that was replaced', async () => {
    const credential = fingerprint(CREDENTIAL)
    report({ mark: { kind: 'quarantine', credential, untilMs: inAMinute() } })
    expect(await read()).toMatchObject({ status: 'quarantined' })
    await api.call('PATCH', `/providers/${id}`, { apiKey: 'sk-another-0123456789' })
    expect(await read()).toMatchObject({ status: 'ready', quarantinedUntil: null })
  })

  it('says that a provider is disabled', async () => {
    await api.call('PATCH', `/providers/${id}`, { enabled: false })
    expect(await read()).toMatchObject({ enabled: false, status: 'disabled', phase: 'closed' })
  })

  it('keeps each connection test with its time, in pages', async () => {
    for (let times = 0; times < 3; times++) await api.call('POST', `/providers/${id}/test`)
    const first = await read('/history?limit=2')
    expect(first.items).toMatchObject([
      { event: 'test_failed', state: 'closed', latencyMs: expect.any(Number) as number },
      { event: 'test_failed', detail: expect.stringContaining('Nothing listens') as string },
    ])
    const rest = await read(`/history?limit=2&cursor=${String(first.nextCursor)}`)
    expect(rest.items).toHaveLength(1)
    expect(rest.nextCursor).toBeNull()
  })

  it('is of providers that exist, and paged by cursors of its own', async () => {
    expect(await api.call('GET', `/providers/${id}/health/history?cursor=made-up`)).toMatchObject({
      status: 400,
    })
    await api.call('DELETE', `/providers/${id}`)
    const calls: [string, string][] = [
      ['GET', ''],
      ['GET', '/history'],
      ['POST', '/reset'],
    ]
    for (const [method, path] of calls)
      expect(await api.call(method, `/providers/${id}/health${path}`)).toMatchObject({ status: 404 })
  })
})

it('never answered with a credential or its fingerprint', () => {
  expect(
    api.answers.filter((text) => text.includes(CREDENTIAL) || text.includes(fingerprint(CREDENTIAL))),
  ).toEqual([])
  expect(api.failures).toEqual([])
})
