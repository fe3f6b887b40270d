import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '#server/domain/settings'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import { send } from '#server/testing/http-client'
import { ADMIN_TOKEN, startHub } from '#server/testing/hub-harness'
import { readyAnswer, upstreamAnswer } from '#server/testing/upstream-answers'
import { settingsUpdateInput } from '../schemas/settings'

const RULE = { dialect: 'claude', match: 'prefix', from: 'gpt-', to: 'claude-opus-4-5' }

let api: AdminApiServer
beforeAll(async () => {
  api = await startAdminApi()
})
beforeEach(() => change(Object.fromEntries(Object.keys(DEFAULT_SETTINGS).map((name) => [name, null]))))
afterAll(() => api.close())

const read = async () => (await api.call('GET', '/settings')).body
const change = (patch: object) => api.call('PATCH', '/settings', patch)
const stored = () => api.harness.stores.settings.all()
const version = () => api.harness.stores.configVersion.current()

describe('the settings', () => {
  it('are all shown with their defaults', async () => {
    expect(await read()).toEqual({ values: DEFAULT_SETTINGS, defaults: DEFAULT_SETTINGS, lockedBy: {} })
    expect(Object.keys(settingsUpdateInput.shape).sort()).toEqual(Object.keys(DEFAULT_SETTINGS).sort())
  })

  it('change together, as one change of the configuration, and are in force at once', async () => {
    const before = await version()
    const patch = {
      maxAttempts: 5,
      translation: 'off',
      repairsOff: ['fixed_sampling'],
      modelCatalogue: [RULE],
    }
    const { status, body } = await change(patch)
    expect(status).toBe(200)
    expect(body).toEqual({
      values: { ...DEFAULT_SETTINGS, ...patch },
      defaults: DEFAULT_SETTINGS,
      lockedBy: {},
    })
    expect(await version()).toBe(before + 1)
    expect(api.harness.config.current).toMatchObject({ version: before + 1, settings: patch })
    expect(await read()).toEqual(body)
    expect(await stored()).toEqual(patch)
  })

  it('go back to their defaults by null, and are then not stored any more', async () => {
    await change({ maxAttempts: 5, quarantineMs: 1_000 })
    expect((await change({ maxAttempts: null })).body).toMatchObject({
      values: { maxAttempts: DEFAULT_SETTINGS.maxAttempts, quarantineMs: 1_000 },
    })
    expect(await stored()).toEqual({ quarantineMs: 1_000 })
  })

  it('are not written when they are so already', async () => {
    await change({ maxAttempts: 5, modelCatalogue: [RULE] })
    const before = await version()
    for (const same of [
      {},
      { maxAttempts: 5, modelCatalogue: [RULE], sessionTtlMs: DEFAULT_SETTINGS.sessionTtlMs },
      { quarantineMs: null },
    ])
      expect((await change(same)).status).toBe(200)
    expect(await version()).toBe(before)
    expect(await stored()).toEqual({ maxAttempts: 5, modelCatalogue: [RULE] })
  })

  it('keep a text as it is written', async () => {
    const codexInstructions = '  You are Codex.\n\n\tBe exact.\n'
    expect((await change({ codexInstructions })).body).toMatchObject({ values: { codexInstructions } })
  })

  it.each<[string, object, RegExp]>([
    ['a name that is none', { maxAttempt: 3 }, /^there is no setting maxAttempt$/],
    ['a number that is too small', { maxAttempts: 0 }, /^maxAttempts: must be at least 1$/],
    [
      'a number that is too large',
      { sessionTtlMs: 86_400_001 },
      /^sessionTtlMs: must be at most 86400000 milliseconds$/,
    ],
    ['half a millisecond', { quarantineMs: 1_000.5 }, /^quarantineMs: must be a whole number/],
    ['text for a number', { maxAttempts: '3' }, /^maxAttempts: .*number/],
    ['a flag for a choice', { translation: true }, /^translation: must be one of on, off$/],
    ['a repair that there is not', { repairsOff: ['x'] }, /^repairsOff\.0: must be one of .*fixed_sampling$/],
    ['a list that is none', { repairsOff: 'fixed_sampling' }, /^repairsOff: must be a list/],
    [
      'a rule without a protocol',
      { modelCatalogue: [{ ...RULE, dialect: 'x' }] },
      /^modelCatalogue\.0\.dialect: must be one of claude, /,
    ],
    [
      'a rule that matches nothing',
      { modelCatalogue: [{ ...RULE, from: ' ' }] },
      /^modelCatalogue\.0\.from: must not be empty/,
    ],
    [
      'a pattern that is none',
      { modelCatalogue: [RULE, { ...RULE, match: 'pattern', from: '(' }] },
      /^modelCatalogue\.1\.from: is not a valid RE2 pattern/,
    ],
    [
      'a group that the pattern has not',
      { modelCatalogue: [{ ...RULE, match: 'pattern', to: '$1' }] },
      /^modelCatalogue\.0\.to: names the group \$1/,
    ],
    [
      'what a rule has not',
      { modelCatalogue: [{ ...RULE, note: '' }] },
      /^modelCatalogue\.0: there is no field note/,
    ],
  ])('are refused as a whole for %s', async (_case, patch, message) => {
    const before = await version()
    const { status, body } = await change({ quarantineMs: 2_000, ...patch })
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'BAD_REQUEST' })
    expect(body.message).toMatch(message)
    expect(await version()).toBe(before)
  })

  it('decide where the next request goes, and as what', async () => {
    const providerId = (
      await api.create('/providers', {
        name: 'Only',
        type: 'claude',
        baseUrl: 'https://api.example.com',
        apiKey: 'sk-0123456789',
      })
    ).id
    const simulate = async () =>
      (await api.call('POST', '/routing/simulate', { dialect: 'openai-chat', model: 'gpt-5' })).body
    expect(await simulate()).toMatchObject({ provider: { id: providerId }, servedModel: 'claude-sonnet-4-5' })
    await change({ modelCatalogue: [RULE] })
    expect(await simulate()).toMatchObject({ provider: { id: providerId }, servedModel: 'claude-opus-4-5' })
    await change({ translation: 'off' })
    expect(await simulate()).toMatchObject({ provider: null })
  })

  it('told the log of no failure', () => {
    expect(api.failures).toEqual([])
  })
})

describe('a hub whose environment decides a setting', () => {
  it('says so, refuses to change it, and changes the others for the next request', async () => {
    const upstream = await startFakeUpstream()
    const hub = await startHub({ SETTING_MAX_ATTEMPTS: '2' })
    const patch = (body: object) =>
      send(`${hub.origin}/api/actions/settings`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    const chat = async () => {
      upstream.answer(upstreamAnswer(readyAnswer('claude', 'text', 'whole')))
      await hub.send('/v1/chat/completions', { model: 'gpt-5', messages: [{ role: 'user', content: 'Hi' }] })
      const body: unknown = JSON.parse(upstream.requests.at(-1)?.body.toString() ?? 'null')
      return body
    }
    try {
      await hub.addProvider({ type: 'claude', baseUrl: upstream.origin })
      expect(await hub.api('GET', '/settings')).toMatchObject({
        values: { maxAttempts: 2 },
        defaults: { maxAttempts: 3 },
        lockedBy: { maxAttempts: 'SETTING_MAX_ATTEMPTS' },
      })
      expect(await chat()).toMatchObject({ model: 'claude-sonnet-4-5' })
      for (const maxAttempts of [4, null]) {
        const refused = await patch({ maxAttempts, modelCatalogue: [RULE] })
        expect(refused.status).toBe(409)
        expect(refused.json()).toMatchObject({
          code: 'CONFLICT',
          message:
            'maxAttempts: is decided by the environment variable SETTING_MAX_ATTEMPTS and can only be changed there',
          data: { issues: [{ path: 'maxAttempts' }] },
        })
      }
      expect(await chat()).toMatchObject({ model: 'claude-sonnet-4-5' })
      expect((await patch({ modelCatalogue: [RULE] })).status).toBe(200)
      expect(await chat()).toMatchObject({ model: 'claude-opus-4-5' })
    } finally {
      await hub.close()
      await upstream.close()
    }
  })
})
