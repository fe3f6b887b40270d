import type { Dialect } from '#server/domain/dialect'
import type { ProviderType } from '#server/domain/provider'
import { dialectOf } from '#server/domain/provider'
import type { Usage } from '#server/domain/usage'
import type { UpstreamAnswer } from '../fake-upstream'
import { named } from '../ready-answer'

/** What a scripted provider says, in words of no protocol. It is written in the provider's own protocol by hand, after the
 * vendors' documentation and recorded answers, so that no codec of the hub is tested by itself. */
export interface Said {
  thought?: string
  /** In pieces, as they come. */
  text?: readonly string[]
  calls?: readonly SaidCall[]
  /** The answer reached the limit of its tokens. */
  cutShort?: boolean
}
export interface SaidCall {
  /** Gemini's calls have none. */
  id: string
  name: string
  input: Record<string, unknown>
}

/** Proof of a thought, in whichever form the protocol has for it. */
export const PROOF = 'cHJvb2Y='
/** The tokens of every answer. */
export const USAGE: Usage = {
  input: 30,
  cacheRead: 10,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  output: 20,
  reasoning: 8,
}
const TOTAL_IN = USAGE.input + USAGE.cacheRead
const TOTAL = TOTAL_IN + USAGE.output

interface Written {
  frames: string[]
  whole: object
}

/** Its answer as the fake upstream sends it. */
export function providerAnswer(type: ProviderType, said: Said, streaming: boolean): UpstreamAnswer {
  const { frames, whole } = WRITERS[dialectOf(type)](said, type === 'gemini-cli')
  if (!streaming) return { steps: [JSON.stringify(whole)] }
  return { headers: EVENT_STREAM, steps: frames }
}
export const EVENT_STREAM = [['content-type', 'text/event-stream']] as const

/** The frames of a stream up to its first text. */
export function beginning(type: ProviderType): string[] {
  const { frames } = WRITERS[dialectOf(type)]({ text: [BEGUN, 'never said'] }, type === 'gemini-cli')
  return frames.slice(0, frames.findIndex((frame) => frame.includes(BEGUN)) + 1)
}
export const BEGUN = 'It began well'

function writeClaude({ thought, text, calls = [], cutShort }: Said): Written {
  const blocks = [
    ...(thought === undefined
      ? []
      : [
          {
            start: { type: 'thinking', thinking: '', signature: '' },
            deltas: [
              { type: 'thinking_delta', thinking: thought },
              { type: 'signature_delta', signature: PROOF },
            ],
            whole: { type: 'thinking', thinking: thought, signature: PROOF },
          },
        ]),
    ...(text === undefined
      ? []
      : [
          {
            start: { type: 'text', text: '' },
            deltas: text.map((piece) => ({ type: 'text_delta', text: piece })),
            whole: { type: 'text', text: text.join('') },
          },
        ]),
    ...calls.map((call) => ({
      start: { type: 'tool_use', id: call.id, name: call.name, input: {} },
      deltas: ['', ...inTwo(call)].map((partial_json) => ({ type: 'input_json_delta', partial_json })),
      whole: { type: 'tool_use', id: call.id, name: call.name, input: call.input },
    })),
  ]
  const stop_reason = cutShort ? 'max_tokens' : calls.length > 0 ? 'tool_use' : 'end_turn'
  const head = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-sonnet-4-5' }
  const before = {
    input_tokens: USAGE.input,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: USAGE.cacheRead,
  }
  const after = {
    output_tokens: USAGE.output,
    output_tokens_details: { thinking_tokens: USAGE.reasoning },
  }
  const empty = { ...head, content: [], stop_reason: null, stop_sequence: null }
  const events = [
    { type: 'message_start', message: { ...empty, usage: { ...before, output_tokens: 1 } } },
    { type: 'ping' },
    ...blocks.flatMap(({ start: content_block, deltas }, index) => [
      { type: 'content_block_start', index, content_block },
      ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
      { type: 'content_block_stop', index },
    ]),
    { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage: after },
    { type: 'message_stop' },
  ]
  const content = blocks.map(({ whole }) => whole)
  const usage = { ...before, ...after }
  return { frames: named(events), whole: { ...head, content, stop_reason, stop_sequence: null, usage } }
}

/** A call's arguments as a stream brings them; none at all for none, as Anthropic does. */
function inTwo({ input }: SaidCall): string[] {
  const text = JSON.stringify(input)
  return text === '{}' ? [] : [text.slice(0, 7), text.slice(7)]
}

/** As servers of this protocol do that let their models' thoughts be seen. */
function writeChat({ thought, text, calls = [], cutShort }: Said): Written {
  const finish_reason = cutShort ? 'length' : calls.length > 0 ? 'tool_calls' : 'stop'
  const called = calls.map((call) => ({
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: JSON.stringify(call.input) },
  }))
  const deltas = [
    { role: 'assistant', content: '' },
    ...(thought === undefined ? [] : halves(thought).map((reasoning_content) => ({ reasoning_content }))),
    ...(text ?? []).map((content) => ({ content })),
    ...called.map((call, index) => ({
      tool_calls: [{ index, ...call, function: { name: call.function.name, arguments: '' } }],
    })),
    // Some servers mix the calls.
    ...[0, 1].flatMap((half) =>
      called.flatMap((call, index) => {
        const part = halves(call.function.arguments)[half]
        return part === undefined ? [] : [{ tool_calls: [{ index, function: { arguments: part } }] }]
      }),
    ),
  ]
  const usage = {
    prompt_tokens: TOTAL_IN,
    completion_tokens: USAGE.output,
    total_tokens: TOTAL,
    prompt_tokens_details: { cached_tokens: USAGE.cacheRead },
    completion_tokens_details: { reasoning_tokens: USAGE.reasoning },
  }
  const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'gpt-5.2' }
  const chunks = [
    ...deltas.map((delta) => ({ ...head, choices: [{ index: 0, delta, finish_reason: null }], usage: null })),
    { ...head, choices: [{ index: 0, delta: {}, finish_reason }], usage: null },
    { ...head, choices: [], usage },
  ]
  const message = {
    role: 'assistant',
    content: text?.join('') ?? null,
    refusal: null,
    ...(thought !== undefined && { reasoning_content: thought }),
    ...(called.length > 0 && { tool_calls: called }),
  }
  const choices = [{ index: 0, message, finish_reason, logprobs: null }]
  return {
    frames: [...chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`), 'data: [DONE]\n\n'],
    whole: { ...head, object: 'chat.completion', choices, usage },
  }
}

const halves = (text: string) => [text.slice(0, 3), text.slice(3)].filter((part) => part !== '')

type Item = Record<string, unknown> & { id: string; type: string }

function writeResponses({ thought, text, calls = [], cutShort }: Said): Written {
  const items: { added: Item; deltas: { type: string }[]; item: Item }[] = []
  const add = (added: Item, deltas: { type: string }[], item: object) => {
    const output_index = items.length
    const placed = deltas.map((delta) => ({ ...delta, item_id: added.id, output_index }))
    items.push({ added, deltas: placed, item: { ...added, ...item } })
  }
  if (thought !== undefined) {
    const at = { summary_index: 0 }
    const part = { type: 'summary_text', text: thought }
    const deltas = [
      { type: 'response.reasoning_summary_part.added', ...at, part: { ...part, text: '' } },
      ...halves(thought).map((delta) => ({ type: 'response.reasoning_summary_text.delta', ...at, delta })),
      { type: 'response.reasoning_summary_text.done', ...at, text: thought },
      { type: 'response.reasoning_summary_part.done', ...at, part },
    ]
    const done = { summary: [part], encrypted_content: PROOF }
    add({ type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: '' }, deltas, done)
  }
  const status = cutShort ? 'incomplete' : 'completed'
  if (text !== undefined) {
    const at = { content_index: 0 }
    const part = { type: 'output_text', text: text.join(''), annotations: [], logprobs: [] }
    const deltas = [
      { type: 'response.content_part.added', ...at, part: { ...part, text: '' } },
      ...text.map((delta) => ({ type: 'response.output_text.delta', ...at, delta, logprobs: [] })),
      { type: 'response.output_text.done', ...at, text: part.text, logprobs: [] },
      { type: 'response.content_part.done', ...at, part },
    ]
    const message = { type: 'message', id: 'msg_1', role: 'assistant', status: 'in_progress', content: [] }
    add(message, deltas, { status, content: [part] })
  }
  for (const [at, call] of calls.entries()) {
    const args = JSON.stringify(call.input)
    const deltas = [
      ...halves(args).map((delta) => ({ type: 'response.function_call_arguments.delta', delta })),
      { type: 'response.function_call_arguments.done', arguments: args },
    ]
    const head = { type: 'function_call', id: `fc_${String(at)}`, call_id: call.id, name: call.name }
    add({ ...head, status: 'in_progress', arguments: '' }, deltas, { status: 'completed', arguments: args })
  }
  return withResponse(items, status)
}

function withResponse(
  items: readonly { added: Item; deltas: { type: string }[]; item: Item }[],
  status: string,
): Written {
  const usage = {
    input_tokens: TOTAL_IN,
    input_tokens_details: { cached_tokens: USAGE.cacheRead },
    output_tokens: USAGE.output,
    output_tokens_details: { reasoning_tokens: USAGE.reasoning },
    total_tokens: TOTAL,
  }
  const head = { id: 'resp_1', object: 'response', created_at: 1, model: 'gpt-5.2', error: null }
  const begun = { ...head, status: 'in_progress', incomplete_details: null, output: [], usage: null }
  const done = {
    ...head,
    status,
    incomplete_details: status === 'incomplete' ? { reason: 'max_output_tokens' } : null,
    output: items.map(({ item }) => item),
    usage,
  }
  const events = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...items.flatMap(({ added, deltas, item }, output_index) => [
      { type: 'response.output_item.added', output_index, item: added },
      ...deltas,
      { type: 'response.output_item.done', output_index, item },
    ]),
    { type: `response.${status}`, response: done },
  ].map((event, sequence_number) => ({ ...event, sequence_number }))
  return { frames: named(events), whole: done }
}

/** Its proof stands at the first call, else in an empty text at the end. */
function writeGemini({ thought, text, calls = [], cutShort }: Said, envelope: boolean): Written {
  const signed = thought === undefined ? {} : { thoughtSignature: PROOF }
  const called = calls.map(({ name, input }, at) => ({
    functionCall: { name, args: input },
    ...(at === 0 && signed),
  }))
  const chunks: object[][] = [
    ...(thought === undefined ? [] : [[{ text: thought, thought: true }]]),
    ...(text ?? []).map((piece) => [{ text: piece }]),
    ...(called.length > 0 ? [called] : thought === undefined ? [] : [[{ text: '', ...signed }]]),
  ]
  const usageMetadata = {
    promptTokenCount: TOTAL_IN,
    cachedContentTokenCount: USAGE.cacheRead,
    candidatesTokenCount: USAGE.output - USAGE.reasoning,
    thoughtsTokenCount: USAGE.reasoning,
    totalTokenCount: TOTAL,
  }
  const answer = (parts: object[], last: boolean) => {
    const finish = last && { finishReason: cutShort ? 'MAX_TOKENS' : 'STOP' }
    const candidates = [{ content: { role: 'model', parts }, index: 0, ...finish }]
    const names = { modelVersion: 'gemini-2.5-pro', responseId: 'r1' }
    const response = { candidates, ...(last && { usageMetadata }), ...names }
    return envelope ? { response, traceId: 't1' } : response
  }
  return {
    frames: chunks.map(
      (parts, at) => `data: ${JSON.stringify(answer(parts, at === chunks.length - 1))}\r\n\r\n`,
    ),
    whole: answer(chunks.flat(), true),
  }
}

const WRITERS: Record<Dialect, (said: Said, envelope: boolean) => Written> = {
  claude: writeClaude,
  'openai-chat': writeChat,
  'codex-responses': writeResponses,
  gemini: writeGemini,
}
