import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decisionTraceSchema } from '#server/domain/decision-trace'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'

/** What only the provider's own clients can read, as it stands in answers of each protocol, before the text "It is late.". */

const TEXT = 'It is late.'
const MESSAGE = { id: 'msg_1', type: 'message', role: 'assistant', model: 'm', stop_sequence: null }
const CLAUDE_USAGE = { input_tokens: 3, output_tokens: 5 }
const SEARCH = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'time' } }
const FOUND = { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] }
const SEARCH_CALL = {
  type: 'web_search_call',
  id: 'ws_1',
  status: 'completed',
  action: { type: 'search', query: 'time' },
}
const SAID = {
  type: 'message',
  id: 'msg_1',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: TEXT, annotations: [] }],
}
const RESPONSE = {
  id: 'resp_1',
  object: 'response',
  created_at: 1,
  model: 'm',
  status: 'completed',
  output: [SEARCH_CALL, SAID],
  usage: { input_tokens: 3, output_tokens: 5, total_tokens: 8 },
}
const GEMINI = {
  candidates: [
    {
      index: 0,
      finishReason: 'STOP',
      content: {
        role: 'model',
        parts: [{ executableCode: { language: 'PYTHON', code: 'now()' } }, { text: TEXT }],
      },
    },
  ],
  usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 5, totalTokenCount: 8 },
  modelVersion: 'm',
}

const MESSAGES = [{ role: 'user', content: 'How late is it?' }]
const CASES = [
  {
    provider: 'claude',
    part: 'server_tool_use',
    path: '/v1/chat/completions',
    body: { model: 'm', messages: MESSAGES },
    whole: {
      ...MESSAGE,
      stop_reason: 'end_turn',
      usage: CLAUDE_USAGE,
      content: [SEARCH, FOUND, { type: 'text', text: TEXT }],
    },
    events: [
      { type: 'message_start', message: { ...MESSAGE, content: [], stop_reason: null, usage: CLAUDE_USAGE } },
      { type: 'content_block_start', index: 0, content_block: { ...SEARCH, input: {} } },
      {
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'input_json_delta', partial_json: '{"query":"time"}' },
      },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: FOUND },
      { type: 'content_block_stop', index: 1 },
      { type: 'content_block_start', index: 2, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 2, delta: { type: 'text_delta', text: TEXT } },
      { type: 'content_block_stop', index: 2 },
      {
        type: 'message_delta',
        delta: { stop_reason: 'end_turn', stop_sequence: null },
        usage: { output_tokens: 5 },
      },
      { type: 'message_stop' },
    ],
  },
  {
    provider: 'codex',
    part: 'web_search_call',
    path: '/v1/messages',
    body: { model: 'm', max_tokens: 99, messages: MESSAGES },
    whole: RESPONSE,
    events: [
      { type: 'response.created', response: { ...RESPONSE, status: 'in_progress', output: [], usage: null } },
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { ...SEARCH_CALL, status: 'in_progress' },
      },
      { type: 'response.output_item.done', output_index: 0, item: SEARCH_CALL },
      {
        type: 'response.output_item.added',
        output_index: 1,
        item: { ...SAID, status: 'in_progress', content: [] },
      },
      {
        type: 'response.output_text.delta',
        output_index: 1,
        content_index: 0,
        item_id: 'msg_1',
        delta: TEXT,
      },
      { type: 'response.output_item.done', output_index: 1, item: SAID },
      { type: 'response.completed', response: RESPONSE },
    ],
  },
  {
    provider: 'gemini',
    part: 'executableCode',
    path: '/v1/messages',
    body: { model: 'm', max_tokens: 99, messages: MESSAGES },
    whole: GEMINI,
    events: [GEMINI],
  },
] as const

let upstream: FakeUpstream
let hub: HubHarness
const keys = new Map<string, string>()
beforeAll(async () => {
  upstream = await startFakeUpstream()
  hub = await startHub()
  for (const { provider } of CASES) {
    await hub.addProvider({ type: provider, baseUrl: upstream.origin, groupTags: [provider] })
    keys.set(provider, (await hub.addKey({ providerGroup: provider })).key)
  }
})
afterAll(async () => {
  await hub.close()
  await upstream.close()
})

describe.each(CASES)('a part that only $provider knows', ({ provider, part, path, body, whole, events }) => {
  const ask = (stream: boolean) =>
    hub.send(path, { ...body, stream }, { headers: { authorization: `Bearer ${keys.get(provider) ?? ''}` } })
  const warningsInLog = async () => {
    const [row] = await hub.takeRows()
    const trace = decisionTraceSchema.parse(row?.trace)
    return trace.attempts.flatMap(({ translation }) => translation?.warnings ?? [])
  }
  const WARNING = {
    code: 'dropped_answer_part',
    detail: `in the answer, a part of type ${part} is known to ${provider === 'codex' ? 'codex-responses' : provider} alone`,
  }

  it('is missed with a warning in the header and in the log', async () => {
    upstream.answer({
      status: 200,
      headers: [['content-type', 'application/json']],
      steps: [JSON.stringify(whole)],
    })
    const answer = await ask(false)
    expect(answer.body.toString()).toContain(TEXT)
    expect(answer.headers['x-cch-warnings']).toBe('dropped_answer_part')
    expect(await warningsInLog()).toEqual([WARNING])
  })

  it('is missed with a warning in the log where the answer is a stream', async () => {
    upstream.answer({
      status: 200,
      headers: [['content-type', 'text/event-stream']],
      steps: events.map(
        (event) => `${'type' in event ? `event: ${event.type}\n` : ''}data: ${JSON.stringify(event)}\n\n`,
      ),
    })
    expect((await ask(true)).body.toString()).toContain(TEXT)
    expect(await warningsInLog()).toEqual([WARNING])
  })
})
