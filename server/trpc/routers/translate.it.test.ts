import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'

let api: AdminApiServer
beforeAll(async () => {
  api = await startAdminApi()
})
afterAll(() => api.close())

const translate = (input: object) => api.call('POST', '/translate', input)
/** By dialect. */
const translations = async (input: object) => {
  const { status, body } = await translate(input)
  expect(status, JSON.stringify(body)).toBe(200)
  return Object.fromEntries((body.translations as { dialect: string }[]).map((one) => [one.dialect, one]))
}

const CLAUDE = {
  model: 'claude-haiku-4-5',
  max_tokens: 64,
  top_k: 3,
  system: 'Be brief.',
  messages: [
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'ls', input: {} }] },
    { role: 'user', content: 'Well?' },
  ],
  tools: [{ name: 'ls', input_schema: { type: 'object' } }],
}

describe('translating a request', () => {
  it('says it in the other three protocols, as the hub itself would', async () => {
    const { claude, ...others } = await translations({ dialect: 'claude', body: CLAUDE })
    expect(claude).toBeUndefined()
    expect(others).toMatchObject({
      'openai-chat': {
        path: '/v1/chat/completions',
        model: 'claude-haiku-4-5',
        status: null,
        error: null,
        body: {
          model: 'claude-haiku-4-5',
          messages: [{ role: 'system', content: 'Be brief.' }, {}, {}, {}, {}],
        },
        warnings: [{ code: 'dropped_top_k' }],
        repairs: ['unanswered_tool_call'],
      },
      'codex-responses': { path: '/v1/responses', model: 'gpt-5-mini', body: { model: 'gpt-5-mini' } },
      gemini: {
        path: '/v1beta/models/gemini-2.5-flash:generateContent',
        body: { generationConfig: { topK: 3 }, systemInstruction: { parts: [{ text: 'Be brief.' }] } },
      },
    })
  })

  it('takes the model from the input before the body, and streams where the body does', async () => {
    const body = { ...CLAUDE, stream: true }
    expect(await translations({ dialect: 'claude', body, model: 'my-model' })).toMatchObject({
      'openai-chat': { body: { model: 'my-model', stream: true } },
      gemini: { path: '/v1beta/models/my-model:streamGenerateContent?alt=sse' },
    })
  })

  it('follows the names and the repairs of the settings', async () => {
    const rule = { dialect: 'openai-chat', match: 'prefix', from: 'claude', to: 'local-model' }
    await api.call('PATCH', '/settings', { modelCatalogue: [rule], repairsOff: ['unanswered_tool_call'] })
    expect(await translations({ dialect: 'claude', body: CLAUDE })).toMatchObject({
      'openai-chat': { model: 'local-model', repairs: [] },
      gemini: { model: 'claude-haiku-4-5' },
    })
    await api.call('PATCH', '/settings', { modelCatalogue: null, repairsOff: null })
  })

  it('reads Gemini bare, with the model beside it, and in the envelope of Code Assist', async () => {
    const request = { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] }
    const bare = await translations({ dialect: 'gemini', body: request, model: 'gemini-2.5-pro' })
    const body = { model: 'gemini-2.5-pro', project: 'p', request }
    const enveloped = await translations({ dialect: 'gemini', body })
    expect(bare).toEqual(enveloped)
    expect(bare).toMatchObject({
      claude: { model: 'claude-sonnet-4-5', body: { messages: [{ role: 'user' }] } },
    })
  })

  it('says for each protocol what it cannot say', async () => {
    const body = { model: 'gpt-5', previous_response_id: 'resp_1', input: 'Go on' }
    const { claude, gemini } = await translations({ dialect: 'codex-responses', body })
    for (const refused of [claude, gemini]) {
      expect(refused).toMatchObject({ body: null, path: null, error: { code: 'bad_request', status: 400 } })
      expect(JSON.stringify(refused)).toContain('previous_response_id')
    }
  })
})

describe('translating an answer', () => {
  const answer = {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'gpt-5',
    choices: [
      {
        index: 0,
        finish_reason: 'stop',
        message: { role: 'assistant', content: 'Hi.', reasoning_content: 'Hm.' },
      },
    ],
    usage: { prompt_tokens: 10, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 4 } },
  }

  it('says it in the other three protocols', async () => {
    const said = await translations({ dialect: 'openai-chat', kind: 'response', body: answer })
    expect(said).toMatchObject({
      claude: {
        path: null,
        status: 200,
        body: {
          type: 'message',
          content: [{ type: 'thinking' }, { type: 'text', text: 'Hi.' }],
          stop_reason: 'end_turn',
          usage: { input_tokens: 6, cache_read_input_tokens: 4, output_tokens: 2 },
        },
      },
      gemini: {
        body: {
          candidates: [{ content: { parts: [{ text: 'Hm.', thought: true }, { text: 'Hi.' }] } }],
          usageMetadata: { promptTokenCount: 10 },
        },
      },
      'codex-responses': { body: { object: 'response', status: 'completed' } },
    })
  })

  it('knows an error when it sees one', async () => {
    const body = { type: 'error', error: { type: 'rate_limit_error', message: 'Slow down' } }
    expect(await translations({ dialect: 'claude', kind: 'response', body })).toMatchObject({
      'openai-chat': { status: 429, body: { error: { message: 'Slow down' } }, error: null },
      gemini: { status: 429, body: { error: { code: 429, status: 'RESOURCE_EXHAUSTED' } } },
    })
  })
})

describe('what is no message is refused by field', () => {
  it.each([
    ['body', { dialect: 'claude', body: { model: 'm', messages: 'none' } }],
    ['body', { dialect: 'claude', body: [] }],
    ['body', { dialect: 'claude' }],
    ['body', { dialect: 'gemini', kind: 'response', body: { hello: 1 } }],
    ['body', { dialect: 'claude', kind: 'response', body: {} }],
    ['model', { dialect: 'gemini', body: { contents: [] } }],
    ['dialect', { dialect: 'morse', body: {} }],
    ['kind', { dialect: 'claude', kind: 'stream', body: {} }],
  ])('%s of %j', async (path, input) => {
    const { status, body } = await translate(input)
    expect(status).toBe(400)
    expect(body.message).toMatch(new RegExp(`^${path}: `))
  })
})
