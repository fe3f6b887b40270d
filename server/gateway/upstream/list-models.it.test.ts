import { GoogleGenAI } from '@google/genai'
import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream, UpstreamAnswer } from '#server/testing/fake-upstream'
import { PROVIDER_CREDENTIAL, startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'

let upstream: FakeUpstream
let hub: HubHarness

/** What the providers list, each under a prefix of its own. */
const LISTS: Record<string, UpstreamAnswer> = {
  '/claude/v1/models': {
    steps: [
      '{"data":[{"type":"model","id":"claude-b","display_name":"B","created_at":"2026-01-01T00:00:00Z"},{"id":"claude-a"}],"has_more":false}',
    ],
  },
  '/claude2/v1/models': { steps: ['{"data":[{"id":"claude-a"},{"id":"claude-c"},{"id":"other"}]}'] },
  '/broken/v1/models': { status: 500, steps: ['oops'] },
  '/chat/v1/models': {
    steps: ['{"object":"list","data":[{"id":"gpt-a","object":"model","created":7,"owned_by":"openai"}]}'],
  },
  '/codex/v1/models': { steps: ['{"models":[{"slug":"gpt-codex","display_name":"Codex"}]}'] },
  '/gemini/v1beta/models': {
    steps: ['{"models":[{"name":"models/gemini-a","displayName":"A"},{"displayName":"nameless"}]}'],
  },
}

beforeAll(async () => {
  upstream = await startFakeUpstream()
  upstream.answer(({ url }) => LISTS[url] ?? { status: 404, steps: ['{}'] })
  hub = await startHub({ SETTING_TRANSLATION: 'off' })
  const base = (prefix: string) => `${upstream.origin}/${prefix}`
  await hub.addProvider({
    type: 'claude',
    baseUrl: base('claude'),
    modelRedirects: { sonnet: 'claude-b' },
    groupTags: ['team'],
  })
  await hub.addProvider({
    type: 'claude',
    baseUrl: base('claude2'),
    allowedModels: ['claude-*', 'claude-named'],
  })
  await hub.addProvider({ type: 'claude', baseUrl: base('broken'), modelRedirects: { opus: 'x' } })
  await hub.addProvider({ type: 'claude', baseUrl: base('disabled'), enabled: false })
  await hub.addProvider({ type: 'openai-compatible', baseUrl: base('chat/v1') })
  await hub.addProvider({ type: 'codex', baseUrl: base('codex') })
  await hub.addProvider({ type: 'gemini', baseUrl: base('gemini/v1beta') })
  await hub.addProvider({ type: 'gemini-cli', baseUrl: base('assist'), allowedModels: ['gemini-cli-only'] })
})
afterAll(async () => {
  await hub.close()
  await upstream.close()
})

const get = (path: string, headers: Record<string, string> = {}) =>
  hub.send(path, undefined, { method: 'GET', headers })
const CLAUDE = { 'anthropic-version': '2023-06-01' }
const CLAUDE_IDS = ['claude-a', 'claude-b', 'claude-c', 'claude-named', 'opus', 'sonnet']

describe('GET /v1/models', () => {
  it('for Anthropic: what Claude providers list and are limited to, and what redirects add', async () => {
    const list = (await get('/v1/models', CLAUDE)).json()
    expect((list.data as { id: string }[]).map(({ id }) => id)).toEqual(CLAUDE_IDS)
    expect(list).toMatchObject({ has_more: false, first_id: 'claude-a', last_id: 'sonnet' })
    expect(list.data).toContainEqual({
      type: 'model',
      id: 'claude-b',
      display_name: 'B',
      created_at: '2026-01-01T00:00:00.000Z',
    })
    const asked = upstream.requests.find(({ url }) => url === '/claude/v1/models')
    expect(asked?.headers).toMatchObject({
      'x-api-key': PROVIDER_CREDENTIAL,
      'anthropic-version': '2023-06-01',
    })
    expect(upstream.requests.some(({ url }) => url.startsWith('/disabled'))).toBe(false)
  })

  it('for OpenAI: Chat and Responses together', async () => {
    expect((await get('/v1/models')).json()).toEqual({
      object: 'list',
      data: [
        { id: 'gpt-a', object: 'model', created: 7, owned_by: 'openai' },
        expect.objectContaining({ id: 'gpt-codex', object: 'model', created: 0 }),
      ],
    })
  })

  it('for Codex', async () => {
    expect((await get('/v1/models?client_version=0.169.0')).json()).toEqual({
      models: [
        { slug: 'gpt-a', display_name: 'gpt-a' },
        { slug: 'gpt-codex', display_name: 'Codex' },
      ],
    })
  })

  it.each([
    ['/v1beta/models', {}],
    ['/v1beta/models?pageSize=50', {}],
    ['/v1/models', { 'x-goog-api-client': 'google-genai-sdk/3.1.0' }],
  ])('for Gemini, at %s', async (path, headers) => {
    const list = (await get(path, headers)).json()
    expect((list.models as { name: string }[]).map(({ name }) => name)).toEqual([
      'models/gemini-a',
      'models/gemini-cli-only',
    ])
    expect(list.models).toContainEqual({
      name: 'models/gemini-a',
      displayName: 'A',
      supportedGenerationMethods: ['generateContent', 'countTokens'],
    })
  })

  it('is the same under a base URL with /v1 twice', async () => {
    expect((await get('/v1/v1/models', CLAUDE)).json()).toEqual((await get('/v1/models', CLAUDE)).json())
  })

  it('tells of one model, or that there is none', async () => {
    expect((await get('/v1/models/claude-a', CLAUDE)).json()).toMatchObject({ type: 'model', id: 'claude-a' })
    expect((await get('/v1/models/gpt-a')).json()).toMatchObject({ id: 'gpt-a', object: 'model' })
    expect((await get('/v1beta/models/gemini-a')).json()).toMatchObject({ name: 'models/gemini-a' })
    const unknown = await get('/v1/models/claude-z', CLAUDE)
    expect(unknown.status).toBe(404)
    expect(unknown.json()).toMatchObject({ type: 'error', error: { type: 'not_found_error' } })
  })

  it('asks a provider once for many callers', async () => {
    upstream.forget()
    await Promise.all(Array.from({ length: 10 }, () => get('/v1/models', CLAUDE)))
    expect(upstream.requests).toEqual([])
  })

  it('leaves one row a call', async () => {
    await hub.takeRows()
    const { body } = await get('/v1/models', CLAUDE)
    expect(await hub.takeRows()).toMatchObject([
      { endpoint: 'models', status: 200, attempts: 0, requestedModel: null, responseBytes: body.length },
    ])
  })

  it('shows a user what the user may use', async () => {
    const limited = await hub.addKey({ userId: await hub.addUser({ allowedModels: ['claude-b', 'gpt-a'] }) })
    const grouped = await hub.addKey({ userId: await hub.addUser({ providerGroup: 'team' }) })
    const ids = async (key: string) => {
      const list = (await get('/v1/models', { ...CLAUDE, authorization: `Bearer ${key}` })).json()
      return (list.data as { id: string }[]).map(({ id }) => id)
    }
    expect(await ids(limited.key)).toEqual(['claude-b'])
    expect(await ids(grouped.key)).toEqual(['claude-a', 'claude-b', 'sonnet'])
  })

  it('is read by the official SDKs', async () => {
    const anthropic = new Anthropic({ apiKey: hub.key, baseURL: hub.origin })
    expect((await anthropic.models.list()).data.map(({ id }) => id)).toEqual(CLAUDE_IDS)
    const openai = new OpenAI({ apiKey: hub.key, baseURL: `${hub.origin}/v1` })
    expect((await openai.models.list()).data.map(({ id }) => id)).toEqual(['gpt-a', 'gpt-codex'])
    for (const apiVersion of ['v1', 'v1beta']) {
      const google = new GoogleGenAI({ apiKey: hub.key, httpOptions: { baseUrl: hub.origin, apiVersion } })
      const pager = await google.models.list()
      expect(pager.page.map(({ name }) => name)).toEqual(['models/gemini-a', 'models/gemini-cli-only'])
    }
  })
})
