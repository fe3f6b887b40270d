import { describe, expect, it } from 'vitest'
import { GatewayError } from '#server/domain/errors'
import type { IrRequest } from '../ir/request'
import { responsesCodec } from './codec'
import { requireStateless } from './require-stateless'

const PATH = { model: null, stream: null }
const decode = (body: object): IrRequest =>
  responsesCodec.decodeRequest({ model: 'gpt-5.4', input: 'hi', ...body }, PATH)
const again = (body: object): Record<string, unknown> =>
  responsesCodec.encodeRequest(decode(body), {
    providerType: 'codex',
    model: 'gpt-5.4',
    warn: (code) => expect.unreachable(code),
  })

/** Items that Codex and the SDK send, each kind once. */
const ITEMS = [
  { role: 'user', content: 'easy' },
  { type: 'message', role: 'user', content: [{ type: 'input_file', filename: 'a.pdf', file_data: 'JVBE' }] },
  {
    type: 'message',
    role: 'user',
    content: [
      { type: 'input_image', detail: 'high', image_url: 'data:image/png;charset=x;base64,AA==' },
      { type: 'input_image', detail: 'auto', file_id: 'file_1' },
      { type: 'input_audio', input_audio: { data: 'UklG', format: 'wav' } },
      { type: 'input_hologram', data: 1 },
    ],
  },
  {
    type: 'message',
    id: 'msg_1',
    role: 'assistant',
    status: 'completed',
    phase: 'commentary',
    content: [
      { type: 'output_text', text: 'a', annotations: [], logprobs: [] },
      { type: 'refusal', refusal: 'b' },
    ],
  },
  {
    type: 'reasoning',
    id: 'rs_1',
    summary: [
      { type: 'summary_text', text: 'one' },
      { type: 'summary_text', text: 'two' },
    ],
    content: null,
    encrypted_content: 'enc',
  },
  { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'f', namespace: 'ns', arguments: '{}' },
  { type: 'custom_tool_call', id: 'ctc_1', call_id: 'c2', name: 'apply_patch', input: '*** Begin' },
  {
    type: 'local_shell_call',
    id: 'lsh_1',
    call_id: 'c3',
    status: 'completed',
    action: { type: 'exec', command: ['ls'] },
  },
  { type: 'shell_call', call_id: 'c4', action: { commands: ['ls'] } },
  {
    type: 'apply_patch_call',
    call_id: 'c5',
    status: 'completed',
    operation: { type: 'delete_file', path: 'x' },
  },
  { type: 'function_call_output', call_id: 'c1', output: 'done' },
  { type: 'custom_tool_call_output', call_id: 'c2', output: [{ type: 'input_text', text: 'ok' }] },
  { type: 'local_shell_call_output', id: 'c3', output: '{"output":"x"}' },
  {
    type: 'shell_call_output',
    call_id: 'c4',
    output: [{ stdout: 'x', stderr: '', outcome: { type: 'exit', exit_code: 0 } }],
  },
  { type: 'apply_patch_call_output', call_id: 'c5', status: 'failed', output: 'no' },
  { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'q' } },
  { type: 'computer_call_output', call_id: 'c6', output: {} },
  { id: 'msg_9' },
  { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'late' }] },
]

describe('a request', () => {
  it('keeps every kind of item', () => {
    expect(again({ input: ITEMS }).input).toEqual(ITEMS)
  })

  it('keeps tools of every kind, wherever they stand', () => {
    const f = {
      type: 'function',
      name: 'f',
      parameters: { type: 'object' },
      strict: true,
      defer_loading: true,
    }
    const custom = {
      type: 'custom',
      name: 'exec',
      format: { type: 'grammar', syntax: 'lark', definition: 'x' },
    }
    const body = {
      tools: [
        f,
        { type: 'namespace', name: 'ns', description: '', tools: [{ ...f, name: 'g' }, custom] },
        { type: 'mcp', server_label: 's' },
      ],
      input: [
        { role: 'developer', content: 'first' },
        {
          type: 'additional_tools',
          id: 'at_1',
          role: 'developer',
          tools: [{ type: 'namespace', name: 'm', description: 'd', tools: [custom] }],
        },
        { role: 'user', content: 'hi' },
      ],
      tool_choice: { type: 'custom', name: 'exec' },
    }
    expect(again(body)).toMatchObject(body)
    const request = decode(body)
    expect(
      request.tools.map((tool) => [tool.kind, tool.name, tool.kind === 'hosted' ? null : tool.namespace]),
    ).toEqual([
      ['function', 'f', null],
      ['function', 'g', 'ns'],
      ['custom', 'exec', 'ns'],
      ['hosted', 'mcp', null],
      ['custom', 'exec', 'm'],
    ])
  })

  it.each([
    { tool_choice: { type: 'mcp', server_label: 's' }, tools: [{ type: 'mcp', server_label: 's' }] },
    { tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'image_generation' }] } },
    { reasoning: { effort: 'gigantic', summary: 'concise', context: 'all_turns' } },
    { text: { format: { type: 'grammar', x: 1 }, verbosity: 'low' } },
    { previous_response_id: 'resp_1', store: true, background: true, include: ['x'], metadata: { a: 'b' } },
    { prompt_cache_key: 'k', user: 'u', safety_identifier: 's', truncation: 'auto', top_logprobs: 3 },
    { instructions: '', max_output_tokens: 16, temperature: 0, top_p: 1, service_tier: 'flex' },
  ])('keeps %o', (members) => {
    expect(again(members)).toEqual({ model: 'gpt-5.4', input: 'hi', ...members })
  })

  it('tells what calls and results mean, for those who have no such items', () => {
    const { turns } = decode({ input: ITEMS })
    expect(turns.map(({ role, parts }) => [role, parts.map(({ type }) => type).join(' ')])).toEqual([
      ['user', 'text document image image audio unknown'],
      ['assistant', 'text refusal reasoning tool_call tool_call tool_call tool_call tool_call'],
      ['user', 'tool_result tool_result tool_result tool_result tool_result'],
      ['assistant', 'unknown'],
      ['user', 'unknown unknown'],
      ['system', 'text'],
    ])
    expect(turns[1]?.parts).toMatchObject([
      { text: 'a' },
      { text: 'b' },
      { text: 'one\n\ntwo', signature: { dialect: 'codex-responses', value: 'enc' } },
      { kind: 'function', name: 'f', namespace: 'ns' },
      { kind: 'custom', name: 'apply_patch', arguments: '*** Begin' },
      { name: 'local_shell', arguments: '{"type":"exec","command":["ls"]}' },
      { name: 'shell' },
      { name: 'apply_patch' },
    ])
    expect(turns[2]?.parts[4]).toMatchObject({
      callId: 'c5',
      isError: true,
      content: [{ text: 'no' }],
    })
  })

  it('opens the signature of another dialect', () => {
    const item = { type: 'reasoning', summary: [], encrypted_content: 'cch-sig1.gemini.abc' }
    expect(decode({ input: [item] }).turns[0]?.parts).toMatchObject([
      { signature: { dialect: 'gemini', value: 'abc' } },
    ])
  })

  it.each([
    ['body', 5],
    ['input', {}],
    ['input', { input: 7 }],
    ['input.0', { input: [7] }],
    ['input.0', { input: [{}] }],
    [
      'input.1.role',
      {
        input: [
          { role: 'user', content: '' },
          { role: 'critic', content: '' },
        ],
      },
    ],
    ['input.0.content.0.text', { input: [{ role: 'user', content: [{ type: 'input_text' }] }] }],
    ['input.0.content.0', { input: [{ role: 'user', content: [{ type: 'input_image' }] }] }],
    ['input.0', { input: [{ type: 'function_call', name: 'f' }] }],
    ['input.0.call_id', { input: [{ type: 'function_call_output', output: '' }] }],
    ['tools.0.name', { input: 'x', tools: [{ type: 'function' }] }],
    ['tools.0.tools.0', { input: 'x', tools: [{ type: 'namespace', name: 'n', tools: [1] }] }],
    ['tool_choice', { input: 'x', tool_choice: 'perhaps' }],
    ['temperature', { input: 'x', temperature: 'hot' }],
    ['text.format.schema', { input: 'x', text: { format: { type: 'json_schema' } } }],
  ])('names the place of what is wrong: %s', (place, body) => {
    const attempt = () => responsesCodec.decodeRequest(body, PATH)
    expect(attempt).toThrow(GatewayError)
    expect(attempt).toThrow(new RegExp(`^${place.replaceAll('.', '\\.')}: expected `))
  })
})

describe('state', () => {
  it.each([
    { previous_response_id: 'resp_1' },
    { conversation: 'conv_1' },
    { background: true },
    { prompt: { id: 'pmpt_1' } },
    { input: [{ type: 'item_reference', id: 'msg_1' }] },
    { input: [{ id: 'msg_1' }] },
    { input: [{ type: 'compaction', encrypted_content: 'x' }] },
    { input: [{ role: 'user', content: 'x' }, { type: 'compaction_trigger' }] },
  ])('is refused where no provider keeps it: %o', (members) => {
    expect(() => requireStateless(decode(members))).toThrow(GatewayError)
  })

  it.each([{}, { store: true }, { background: false }, { previous_response_id: null }])(
    'is not there in %o',
    (members) => {
      expect(() => requireStateless(decode(members))).not.toThrow()
    },
  )
})
