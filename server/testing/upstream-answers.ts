import type { Dialect } from '#server/domain/dialect'
import type { Usage } from '#server/domain/usage'
import type { UpstreamAnswer } from './fake-upstream'
import { gemini } from './gemini-answers'
import { json, named, sse, TEXT, THOUGHT, TOOL, TOOL_JSON } from './ready-answer'
import type { AnswerKind, ReadyAnswer } from './ready-answer'

const CLAUDE_USAGE: Usage = {
  input: 25,
  cacheRead: 8,
  cacheWrite5m: 4,
  cacheWrite1h: 2,
  output: 15,
  reasoning: 7,
}
const CLAUDE_RAW = {
  input_tokens: 25,
  cache_creation_input_tokens: 6,
  cache_read_input_tokens: 8,
  cache_creation: { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 2 },
}
const CLAUDE_FINAL = { output_tokens: 15, output_tokens_details: { thinking_tokens: 7 } }
const CLAUDE_MESSAGE = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-test',
  stop_sequence: null,
}

function claudeBlocks(kind: AnswerKind): { start: object; deltas: object[]; whole: object }[] {
  const text = {
    start: { type: 'text', text: '' },
    deltas: TEXT.map((piece) => ({ type: 'text_delta', text: piece })),
    whole: { type: 'text', text: TEXT.join('') },
  }
  const thinking = {
    start: { type: 'thinking', thinking: '', signature: '' },
    deltas: [
      { type: 'thinking_delta', thinking: THOUGHT },
      { type: 'signature_delta', signature: 'c2ln' },
    ],
    whole: { type: 'thinking', thinking: THOUGHT, signature: 'c2ln' },
  }
  const tool = {
    start: { type: 'tool_use', id: 'toolu_1', name: TOOL.name, input: {} },
    deltas: ['', TOOL_JSON.slice(0, 9), TOOL_JSON.slice(9)].map((part) => ({
      type: 'input_json_delta',
      partial_json: part,
    })),
    whole: { type: 'tool_use', id: 'toolu_1', name: TOOL.name, input: TOOL.input },
  }
  return kind === 'text' ? [text] : kind === 'tools' ? [tool] : [thinking, text]
}

function claude(kind: AnswerKind): { stream: ReadyAnswer; whole: ReadyAnswer } {
  const stopReason = kind === 'tools' ? 'tool_use' : 'end_turn'
  const blocks = claudeBlocks(kind)
  const start = {
    ...CLAUDE_MESSAGE,
    content: [],
    stop_reason: null,
    usage: { ...CLAUDE_RAW, output_tokens: 1 },
  }
  const events = [
    { type: 'message_start', message: start },
    { type: 'ping' },
    ...blocks.flatMap(({ start: content_block, deltas }, index) => [
      { type: 'content_block_start', index, content_block },
      ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
      { type: 'content_block_stop', index },
    ]),
    { type: 'message_delta', delta: { stop_reason: stopReason, stop_sequence: null }, usage: CLAUDE_FINAL },
    { type: 'message_stop' },
  ]
  const usage = { ...CLAUDE_RAW, ...CLAUDE_FINAL }
  const message = {
    ...CLAUDE_MESSAGE,
    content: blocks.map(({ whole }) => whole),
    stop_reason: stopReason,
    usage,
  }
  return {
    stream: sse(named(events), CLAUDE_USAGE, stopReason),
    whole: json(message, CLAUDE_USAGE, stopReason),
  }
}

const CHAT_USAGE: Usage = {
  input: 30,
  cacheRead: 10,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  output: 12,
  reasoning: 5,
}
const CHAT_RAW = {
  prompt_tokens: 40,
  completion_tokens: 12,
  total_tokens: 52,
  prompt_tokens_details: { cached_tokens: 10 },
  completion_tokens_details: { reasoning_tokens: 5 },
}

/** The chunk that answers `include_usage`; upstreams send it only when asked. */
export const CHAT_USAGE_CHUNK = `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'gpt-test', choices: [], usage: CHAT_RAW })}\n\n`

function chat(kind: AnswerKind): { stream: ReadyAnswer; whole: ReadyAnswer } {
  const stopReason = kind === 'tools' ? 'tool_calls' : 'stop'
  const call = { id: 'call_1', type: 'function', function: { name: TOOL.name, arguments: TOOL_JSON } }
  const thoughts = kind === 'thinking' ? [{ reasoning_content: THOUGHT }] : []
  const words = TEXT.map((content) => ({ content }))
  const begun = { index: 0, ...call, function: { name: TOOL.name, arguments: '' } }
  const calls = [{ tool_calls: [begun] }, { tool_calls: [{ index: 0, function: { arguments: TOOL_JSON } }] }]
  const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'gpt-test' }
  const chunk = (delta: object, finish_reason: string | null) =>
    `data: ${JSON.stringify({ ...head, choices: [{ index: 0, delta, finish_reason }], usage: null })}\n\n`
  const frames = [
    ...[{ role: 'assistant', content: '' }, ...thoughts, ...(kind === 'tools' ? calls : words)].map((delta) =>
      chunk(delta, null),
    ),
    chunk({}, stopReason),
    CHAT_USAGE_CHUNK,
    'data: [DONE]\n\n',
  ]
  const content = kind === 'tools' ? { content: null, tool_calls: [call] } : { content: TEXT.join('') }
  const message = { role: 'assistant', ...content, refusal: null }
  const choices = [{ index: 0, message, finish_reason: stopReason, logprobs: null }]
  const whole = { ...head, object: 'chat.completion', choices, usage: CHAT_RAW }
  return { stream: sse(frames, CHAT_USAGE, stopReason), whole: json(whole, CHAT_USAGE, stopReason) }
}

const RESPONSES_USAGE: Usage = {
  input: 25,
  cacheRead: 11,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  output: 20,
  reasoning: 9,
}
const RESPONSES_RAW = {
  input_tokens: 36,
  input_tokens_details: { cached_tokens: 11 },
  output_tokens: 20,
  output_tokens_details: { reasoning_tokens: 9 },
  total_tokens: 56,
}

function responsesItems(kind: AnswerKind): { item: object; deltas: { type: string; delta: string }[] }[] {
  const message = {
    item: {
      type: 'message',
      id: 'msg_1',
      status: 'completed',
      role: 'assistant',
      content: [{ type: 'output_text', text: TEXT.join(''), annotations: [] }],
    },
    deltas: TEXT.map((delta) => ({ type: 'response.output_text.delta', delta })),
  }
  const reasoning = {
    item: {
      type: 'reasoning',
      id: 'rs_1',
      summary: [{ type: 'summary_text', text: THOUGHT }],
      encrypted_content: 'ZW5j',
    },
    deltas: [{ type: 'response.reasoning_summary_text.delta', delta: THOUGHT }],
  }
  const call = {
    item: {
      type: 'function_call',
      id: 'fc_1',
      call_id: 'call_1',
      status: 'completed',
      name: TOOL.name,
      arguments: TOOL_JSON,
    },
    deltas: [{ type: 'response.function_call_arguments.delta', delta: TOOL_JSON }],
  }
  return kind === 'text' ? [message] : kind === 'tools' ? [call] : [reasoning, message]
}

function responses(kind: AnswerKind): { stream: ReadyAnswer; whole: ReadyAnswer } {
  const items = responsesItems(kind)
  const head = {
    id: 'resp_1',
    object: 'response',
    created_at: 1,
    model: 'gpt-test',
    error: null,
    incomplete_details: null,
  }
  const done = { ...head, status: 'completed', output: items.map(({ item }) => item), usage: RESPONSES_RAW }
  const begun = { ...head, status: 'in_progress', output: [], usage: null }
  const events: { type: string }[] = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...items.flatMap(({ item, deltas }, output_index) => [
      {
        type: 'response.output_item.added',
        output_index,
        item: { ...item, content: [], summary: [], arguments: '' },
      },
      ...deltas.map((delta) => ({ ...delta, output_index, content_index: 0, summary_index: 0 })),
      { type: 'response.output_item.done', output_index, item },
    ]),
    { type: 'response.completed', response: done },
  ].map((event, sequence_number) => ({ ...event, sequence_number }))
  return {
    stream: sse(named(events), RESPONSES_USAGE, 'completed'),
    whole: json(done, RESPONSES_USAGE, 'completed'),
  }
}

const MAKERS: Record<Dialect, (kind: AnswerKind) => { stream: ReadyAnswer; whole: ReadyAnswer }> = {
  claude,
  'openai-chat': chat,
  'codex-responses': responses,
  gemini,
}

export function readyAnswer(dialect: Dialect, kind: AnswerKind, form: 'stream' | 'whole'): ReadyAnswer {
  return MAKERS[dialect](kind)[form]
}

/** A Gemini answer in the Code Assist envelope, as a gemini-cli provider sends it. */
export const codeAssistAnswer = (kind: AnswerKind, form: 'stream' | 'whole'): ReadyAnswer =>
  gemini(kind, true)[form]

/** What the fake upstream sends for it.
 * @param pieces how the bytes are cut; one piece by default */
export function upstreamAnswer(
  ready: ReadyAnswer,
  pieces: readonly Buffer[] = [ready.bytes],
): UpstreamAnswer {
  return { headers: [['content-type', ready.contentType]], steps: pieces }
}
