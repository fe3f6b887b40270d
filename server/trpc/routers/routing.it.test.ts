import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decisionTraceSchema } from '#server/domain/decision-trace'
import type { AttemptTrace, DecisionTrace } from '#server/domain/decision-trace'
import { DEFAULT_CIRCUIT } from '#server/domain/circuit'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'

let api: AdminApiServer
const ids: Record<string, string> = {}
beforeAll(async () => {
  api = await startAdminApi()
  const add = async (name: string, fields: object) => {
    const common = { type: 'claude', baseUrl: 'https://api.example.com', apiKey: 'sk-0123456789' }
    ids[name] = (await api.create('/providers', { ...common, name, ...fields })).id
  }
  await add('first', { modelRedirects: { m: 'm-served' }, groupTags: ['team'] })
  await add('second', { priority: 1, weight: 3 })
  await add('third', { priority: 1, weight: 1, groupTags: ['team'] })
  await add('off', { enabled: false })
  await add('openai', { type: 'openai-compatible' })
  await add('openai-own', { type: 'openai-compatible', acceptsTranslated: false })
  await add('narrow', { allowedModels: ['other'] })
  await add('sundays', { schedule: { timeZone: null, windows: [{ days: [7], from: '00:00', to: '00:00' }] } })
})
afterAll(() => api.close())

const MONDAY = '2026-03-02T12:00:00Z'
const simulate = async (input: object) =>
  (await api.call('POST', '/routing/simulate', { dialect: 'claude', model: 'm', at: MONDAY, ...input })).body
const candidatesOf = (body: Record<string, unknown>) =>
  new Map((body.candidates as { name: string }[]).map((candidate) => [candidate.name, candidate]))

describe('simulating the routing of a request', () => {
  it('says where it would go, why, and where next', async () => {
    const body = await simulate({})
    expect(body).toMatchObject({
      facts: { dialect: 'claude', operation: 'generate', model: 'm', group: null, binding: null },
      refused: null,
      provider: { id: ids.first, name: 'first' },
      servedModel: 'm-served',
      reason: 'weight',
    })
    expect(Object.fromEntries([...candidatesOf(body)])).toMatchObject({
      first: { chosen: true, excluded: null, share: 1, servedModel: 'm-served' },
    })
  })

  it('gives a reason to each that it passes over', async () => {
    const candidates = candidatesOf(await simulate({}))
    const said = Object.fromEntries(
      [...candidates].map(([name, candidate]) => {
        const { excluded, why } = candidate as unknown as { excluded: string | null; why: string }
        return [name, `${excluded ?? 'eligible'}: ${why}`]
      }),
    )
    expect(said).toEqual({
      first: 'eligible: Chosen by weight among the best priority.',
      second: 'eligible: It could serve, but priority 1 comes after 0.',
      third: 'eligible: It could serve, but priority 1 comes after 0.',
      off: 'disabled: It is disabled.',
      openai:
        "eligible: It could serve, but only translated, and there is one that speaks the client's own protocol.",
      'openai-own':
        'dialect: It speaks openai-chat, and the request is claude. It takes no translated requests.',
      narrow: 'model: Its allowed models do not include "m".',
      sundays: 'schedule: It is outside the hours of its schedule.',
    })
  })

  it('knows what the shares would be once the best is gone', async () => {
    for (let failures = 0; failures < 5; failures++)
      api.harness.health.report(
        ids.first ?? '',
        DEFAULT_CIRCUIT,
        { outcome: 'failure', probe: false },
        Date.now(),
        {
          errorCode: 'refused',
        },
      )
    const body = await simulate({ at: undefined })
    const candidates = candidatesOf(body)
    expect(candidates.get('first')).toMatchObject({ excluded: 'circuit_open', share: 0, chosen: false })
    expect(candidates.get('second')).toMatchObject({ excluded: null, share: 0.75 })
    expect(candidates.get('third')).toMatchObject({ excluded: null, share: 0.25 })
    expect(body.fallbacks).toHaveLength(2)
    expect(body.fallbacks).toMatchObject([{}, { name: 'openai' }])
    await api.harness.health.reset(ids.first ?? '')
  })

  it('reads the path as the data plane does', async () => {
    const gemini = await simulate({
      dialect: undefined,
      model: undefined,
      path: '/v1beta/models/gemini-2.5-pro:countTokens',
    })
    expect(gemini).toMatchObject({
      facts: { dialect: 'gemini', operation: 'count-tokens', model: 'gemini-2.5-pro' },
      provider: null,
      fallbacks: [],
    })
    expect(await simulate({ dialect: undefined, path: '/v1/models' })).toMatchObject({
      facts: { operation: 'models' },
    })
  })

  it('takes the group of the key over that of its user over the default', async () => {
    const { id: userId } = await api.create('/users', { name: 'U', providerGroup: 'nobody' })
    const { id: keyId } = await api.create('/keys', { userId, name: 'k' })
    expect(await simulate({ keyId })).toMatchObject({ facts: { group: 'nobody' }, provider: null })
    await api.call('PATCH', `/keys/${keyId}`, { providerGroup: 'team' })
    expect(await simulate({ keyId })).toMatchObject({
      facts: { group: 'team' },
      provider: { name: 'first' },
      fallbacks: [{ name: 'third' }],
    })
    expect(await simulate({ keyId, group: null })).toMatchObject({ facts: { group: null } })
    await api.call('PATCH', '/settings', { defaultProviderGroup: 'elsewhere' })
    expect(await simulate({})).toMatchObject({ facts: { group: 'elsewhere' }, provider: null })
    await api.call('PATCH', '/settings', { defaultProviderGroup: null })
  })

  it('says when the key itself would be refused', async () => {
    const { id: userId } = await api.create('/users', { name: 'V', allowedModels: ['m'] })
    const { id: keyId } = await api.create('/keys', { userId, name: 'k', expiresAt: '2026-03-03' })
    const refused = async (input: object) => (await simulate({ keyId, ...input })).refused
    expect(await refused({})).toBeNull()
    expect(await refused({ model: 'n' })).toBe('model_not_allowed')
    expect(await refused({ at: '2026-03-04' })).toBe('key_expired')
    await api.call('PATCH', `/keys/${keyId}`, { scope: 'read-only' })
    expect(await refused({})).toBe('key_scope')
    await api.call('PATCH', `/users/${userId}`, { enabled: false })
    expect(await refused({})).toBe('user_disabled')
    await api.call('PATCH', `/keys/${keyId}`, { enabled: false })
    expect(await refused({})).toBe('key_disabled')
  })

  it('follows the binding of a session without touching it', async () => {
    const { id: userId } = await api.create('/users', { name: 'W' })
    const { id: keyId } = await api.create('/keys', { userId, name: 'k' })
    const boundAtMs = Date.now()
    const proposal = { providerId: ids.third ?? '', reason: 'first', from: null, ttlMs: 60_000 } as const
    api.harness.state.bind(`${keyId}:s`, { ...proposal, nowMs: boundAtMs })
    for (const sessionId of ['s', `${keyId}:s`])
      expect(await simulate({ keyId, sessionId, at: undefined })).toMatchObject({
        facts: { seed: `${keyId}:s`, binding: { providerId: ids.third } },
        provider: { name: 'third' },
        reason: 'bound',
      })
    expect(api.harness.state.bindings.get(`${keyId}:s`)?.binding.lastUsedAtMs).toBe(boundAtMs)
    const later = new Date(Date.now() + 3_600_000).toISOString()
    expect(await simulate({ keyId, sessionId: 's', at: later })).toMatchObject({ reason: 'fail-back' })
  })

  it.each([
    ['neither dialect nor path', { dialect: undefined }, 400, /^dialect: is required/],
    ['a dialect that is none', { dialect: 'grok' }, 400, /^dialect: must be one of/],
    ['a path that is none', { path: '/v2/messages' }, 400, /^path: is no endpoint/],
    ['a dialect that is not of the path', { path: '/v1/responses' }, 400, /^dialect: is codex-responses/],
    ['an empty model', { model: '' }, 400, /^model: must not be empty/],
    ['a time that is none', { at: 'noon' }, 400, /^at: must be a time/],
    ['a key that is none', { keyId: 'no-such-key' }, 404, /no key/],
  ])('refuses %s', async (_case, input, status, message) => {
    const answer = await api.call('POST', '/routing/simulate', { dialect: 'claude', model: 'm', ...input })
    expect(answer.status).toBe(status)
    expect(answer.body.message).toMatch(message)
  })
})

describe('explaining a request', () => {
  const attempt = (fields: Partial<AttemptTrace>): AttemptTrace => ({
    atMs: Date.parse(MONDAY),
    providerId: ids.first ?? '',
    servedModel: 'm-served',
    reason: 'weight',
    availability: {},
    outcome: 'ok',
    status: 200,
    ruleId: null,
    durationMs: 12,
    detail: null,
    ...fields,
  })
  const log = async (trace: unknown) => {
    const row = { id: uuidv7(), startedAt: new Date(), userId: 'u', apiKeyId: 'k', endpoint: 'messages' }
    const numbers = { attempts: 1, status: 200, totalMs: 1, requestBytes: 1, responseBytes: 1 }
    const tokens = { inputTokens: 0, cacheReadTokens: 0, cacheWrite5mTokens: 0, cacheWrite1hTokens: 0 }
    const flags = { streaming: false, blocked: false, interrupted: false, estimated: false }
    await api.harness.database.client.requestLog.create({
      data: {
        ...{
          ...row,
          ...numbers,
          ...tokens,
          ...flags,
          clientDialect: 'claude',
          outputTokens: 0,
          reasoningTokens: 0,
        },
        ...(trace === null ? {} : { trace: trace as object }),
      },
    })
    return (await api.call('GET', `/logs/${row.id}/explain`)).body
  }
  const trace = (attempts: AttemptTrace[], fields: Partial<DecisionTrace> = {}): DecisionTrace =>
    decisionTraceSchema.parse({
      v: 1,
      configVersion: api.harness.config.current.version,
      facts: { dialect: 'claude', operation: 'generate', model: 'm', group: null, seed: 's', binding: null },
      options: { failBackIdleMs: 300_000, timeZone: 'UTC' },
      attempts,
      ...fields,
    })

  it('decides again what was decided, under the configuration of that time', async () => {
    const failed = {
      outcome: 'overloaded',
      status: 529,
      ruleId: 'builtin-claude-overloaded',
      detail: 'overloaded_error',
    }
    const second = attempt({
      providerId: ids.third ?? '',
      servedModel: 'm',
      availability: { [ids.second ?? '']: 'cooldown' },
    })
    const recorded = trace([attempt(failed), second])
    await api.call('PATCH', `/providers/${String(ids.first)}`, { enabled: false })
    const body = await log(recorded)
    await api.call('PATCH', `/providers/${String(ids.first)}`, { enabled: true })

    expect(body).toMatchObject({
      agrees: true,
      note: null,
      configVersion: recorded.configVersion,
      facts: { model: 'm', seed: 's' },
      attempts: [
        {
          at: '2026-03-02T12:00:00.000Z',
          providerName: 'first',
          outcome: 'overloaded',
          means: 'The provider is overloaded or down for a while (503, 529).',
          ruleName: 'Anthropic: overloaded',
          agrees: true,
          replayed: { providerId: ids.first, servedModel: 'm-served', reason: 'weight' },
        },
        { providerName: 'third', outcome: 'ok', means: 'The provider answered.', agrees: true },
      ],
    })
    const [, last] = body.attempts as Record<string, unknown>[]
    const candidates = candidatesOf(last ?? {})
    expect(candidates.get('first')).toMatchObject({ excluded: 'tried' })
    expect(candidates.get('second')).toMatchObject({
      excluded: 'cooldown',
      why: 'It asked to be left alone for a while.',
    })
    expect(candidates.get('third')).toMatchObject({ chosen: true })
  })

  it('says when the same inputs give something else', async () => {
    const body = await log(trace([attempt({ providerId: ids.second ?? '', servedModel: 'm' })]))
    expect(body).toMatchObject({
      agrees: false,
      attempts: [{ agrees: false, providerId: ids.second, replayed: { providerId: ids.first } }],
    })
  })

  it('says why nobody could serve a request', async () => {
    const none = { providerId: null, servedModel: null, reason: null, outcome: 'no_provider', status: null }
    const facts = { ...trace([]).facts, group: 'nobody' }
    const body = await log(trace([attempt(none)], { facts }))
    expect(body).toMatchObject({ agrees: true, attempts: [{ providerName: null }] })
    const [only] = body.attempts as Record<string, unknown>[]
    expect(candidatesOf(only ?? {}).get('second')).toMatchObject({
      excluded: 'group',
      why: 'It does not carry the group tag "nobody".',
    })
  })

  it('shows what was recorded where it cannot be replayed', async () => {
    const body = await log(trace([attempt({})], { configVersion: 999_999 }))
    expect(body).toMatchObject({
      agrees: null,
      note: expect.stringContaining('no longer known') as string,
      attempts: [{ outcome: 'ok', agrees: null, replayed: null, candidates: [] }],
    })
    expect(await log(null)).toMatchObject({ agrees: null, attempts: [], facts: null })
    expect(await log([{ of: 'old' }])).toMatchObject({
      note: expect.stringContaining('another version') as string,
    })
    expect(await api.call('GET', '/logs/no-such-request/explain')).toMatchObject({ status: 404 })
  })
})

it('told the log of no failure', () => {
  expect(api.failures).toEqual([])
})
