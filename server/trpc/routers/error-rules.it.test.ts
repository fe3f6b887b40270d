import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUILTIN_ERROR_RULES } from '#server/domain/builtin-error-rules'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'

const RULE = {
  name: 'squid',
  conditions: { statuses: ['502'], bodyPattern: 'squid/\\d' },
  retry: true,
  switchProvider: true,
  breaker: false,
}
const OVERLOADED = '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'
const BUILTIN = 'builtin-claude-overloaded'

let api: AdminApiServer
beforeAll(async () => {
  api = await startAdminApi()
})
afterAll(() => api.close())

const inForce = () => api.harness.config.current.errorRules.map(({ id }) => id)

describe('error rules', () => {
  it('are added with little, read, changed, listed in order, put in force and removed', async () => {
    const made = await api.create('/error-rules', RULE)
    expect(made).toMatchObject({
      ...RULE,
      conditions: { statuses: ['502'], errorTypes: [], bodyPattern: 'squid/\\d', dialects: [] },
      priority: 100,
      enabled: true,
      builtin: false,
      override: null,
    })
    expect((await api.call('GET', `/error-rules/${made.id}`)).body).toEqual(made)
    const list = await api.call('GET', '/error-rules')
    expect(list.body).toMatchObject({ nextCursor: null })
    expect(list.body.items).toHaveLength(BUILTIN_ERROR_RULES.length + 1)
    expect(list.body.items).toMatchObject([{ id: made.id }, ...BUILTIN_ERROR_RULES.map(({ id }) => ({ id }))])
    expect(inForce()[0]).toBe(made.id)

    const changed = await api.call('PATCH', `/error-rules/${made.id}`, {
      enabled: false,
      override: { status: 503, message: 'Later.' },
    })
    expect(changed.body).toMatchObject({ ...RULE, conditions: made.conditions, enabled: false })
    expect(inForce()).not.toContain(made.id)
    expect((await api.call('DELETE', `/error-rules/${made.id}`)).body).toEqual({
      id: made.id,
      outcome: 'removed',
    })
    for (const method of ['GET', 'DELETE'])
      expect(await api.call(method, `/error-rules/${made.id}`)).toMatchObject({ status: 404 })
    expect(await api.call('PATCH', `/error-rules/${made.id}`, {})).toMatchObject({ status: 404 })
  })

  it('that are built in can be disabled and reset, but not made to be about something else', async () => {
    const shipped = (await api.call('GET', `/error-rules/${BUILTIN}`)).body
    expect(shipped).toMatchObject({ builtin: true, changedAt: null })
    const disabled = await api.call('PATCH', `/error-rules/${BUILTIN}`, { enabled: false, priority: 1 })
    expect(disabled.body).toEqual({
      ...shipped,
      enabled: false,
      priority: 1,
      version: 1,
      changedAt: disabled.body.changedAt,
    })
    expect(inForce()).not.toContain(BUILTIN)
    expect(await api.call('PATCH', `/error-rules/${BUILTIN}`, { name: 'x' })).toMatchObject({
      status: 400,
      body: { data: { issues: [{ path: 'name' }] } },
    })
    for (let times = 0; times < 2; times++)
      expect((await api.call('DELETE', `/error-rules/${BUILTIN}`)).body).toEqual({
        id: BUILTIN,
        outcome: 'reset',
      })
    expect((await api.call('GET', `/error-rules/${BUILTIN}`)).body).toEqual(shipped)
    expect(inForce()).toContain(BUILTIN)
  })

  it.each<[string, object, RegExp]>([
    ['no name', { name: undefined }, /^name: is required/],
    [
      'the name of a built-in rule',
      { name: BUILTIN_ERROR_RULES[0]?.name },
      /^name: is the name of a built-in/,
    ],
    ['no condition', { conditions: {} }, /^conditions: must name a status/],
    ['conditions that are absent', { conditions: undefined }, /^conditions: /],
    [
      'a status that is none',
      { conditions: { statuses: ['600'] } },
      /^conditions\.statuses\.0: must be a status/,
    ],
    [
      'a pattern that is none',
      { conditions: { bodyPattern: '(' } },
      /^conditions\.bodyPattern: is not a valid RE2/,
    ],
    ['text for a flag', { retry: 'true' }, /^retry: must be true or false/],
    ['text for a priority', { priority: '5' }, /^priority: .*number/],
    ['half a priority', { priority: 1.5 }, /^priority: must be a whole number/],
    ['a switch without a retry', { retry: false }, /^switchProvider: needs retry/],
    [
      'an override that is no error',
      { override: { status: 200, message: 'x' } },
      /^override\.status: must be a status from 400/,
    ],
    ['an override by text', { override: { status: '503', message: 'x' } }, /^override\.status: /],
  ])('are refused with words that help: %s', async (_case, patch, message) => {
    const { status, body } = await api.call('POST', '/error-rules', { ...RULE, name: 'refused', ...patch })
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'BAD_REQUEST' })
    expect(body.message).toMatch(message)
  })

  it('are refused as a whole when a change makes them senseless', async () => {
    const { id } = await api.create('/error-rules', { ...RULE, name: 'whole' })
    const refused = await api.call('PATCH', `/error-rules/${id}`, { retry: false })
    expect(refused.status).toBe(400)
    expect(refused.body.message).toMatch(/^switchProvider: /)
    expect(await api.call('POST', '/error-rules', { ...RULE, name: 'whole' })).toMatchObject({ status: 409 })
    await api.call('DELETE', `/error-rules/${id}`)
  })
})

describe('the test box', () => {
  const test = async (answer: object) => (await api.call('POST', '/error-rules/test', answer)).body

  it('says what an answer is taken for, which rule decides, and what follows', async () => {
    expect(await test({ status: 400, body: 'credit balance is too low', dialect: 'claude' })).toMatchObject({
      kind: 'client_fault',
      table: { retry: 'none', breaker: false },
      matches: [{ id: 'builtin-claude-credit-balance' }],
      verdict: { ruleId: 'builtin-claude-credit-balance', retry: 'switch', breaker: true },
    })
  })

  it('knows an error within an answer of 200', async () => {
    expect(await test({ status: 200, body: OVERLOADED, dialect: 'claude' })).toMatchObject({
      kind: 'overloaded',
      verdict: { ruleId: BUILTIN },
    })
    expect(await test({ status: 200, errorType: 'rate_limit_error', dialect: 'claude' })).toMatchObject({
      kind: 'rate_limited',
      verdict: { mark: 'cooldown' },
    })
  })

  it('falls back to the table, and follows the order of the rules', async () => {
    const answer = { status: 502, body: 'squid/6', dialect: 'claude' }
    expect(await test(answer)).toMatchObject({
      kind: 'server_error',
      matches: [],
      verdict: { ruleId: null, retry: 'switch', breaker: true },
    })
    const later = await api.create('/error-rules', { ...RULE, name: 'later', priority: 200 })
    const override = { status: 503, message: 'Later.' }
    const first = await api.create('/error-rules', { ...RULE, name: 'first', override })
    expect(await test(answer)).toMatchObject({
      matches: [{ id: first.id }, { id: later.id }],
      verdict: { ruleId: first.id, breaker: false, override },
    })
  })

  it.each([
    ['no status', { dialect: 'claude' }, /^status: is required/],
    ['a status of text', { status: '529', dialect: 'claude' }, /^status: .*number/],
    ['no dialect', { status: 500 }, /^dialect: /],
  ])('refuses %s', async (_case, input, message) => {
    const { status, body } = await api.call('POST', '/error-rules/test', input)
    expect(status).toBe(400)
    expect(body.message).toMatch(message)
  })
})

it('told the log of no failure', () => {
  expect(api.failures).toEqual([])
})
