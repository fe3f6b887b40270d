import { describe, expect, it } from 'vitest'
import { GatewayError } from '#server/domain/errors'
import { geminiCodec } from './codec'
import { targetOf } from './gemini-fixtures'

const decode = (body: unknown) => geminiCodec.decodeRequest(body, { model: 'gemini-2.5-pro', stream: false })
const partsOf = (contents: unknown[]) => decode({ contents }).turns.map(({ parts }) => parts)
const call = (name: string, id?: string) => ({ functionCall: { name, args: {}, ...(id && { id }) } })
const result = (name: string, output: string, id?: string) => ({
  functionResponse: { name, response: { output }, ...(id && { id }) },
})
const user = (...parts: unknown[]) => ({ role: 'user', parts })
const model = (...parts: unknown[]) => ({ role: 'model', parts })

describe('calls and their results', () => {
  it('meet by name and order where they have no ids, within their turn', () => {
    const [, first, , second, results] = partsOf([
      user({ text: 'go' }),
      model(call('f')),
      user({ text: 'never mind' }),
      model(call('f'), call('g'), call('f')),
      user(result('g', 'of g'), result('f', 'first'), result('f', 'second')),
    ])
    expect(first).toMatchObject([{ id: 'call_gm_t1_p0' }])
    expect(second?.map((part) => 'id' in part && part.id)).toEqual([
      'call_gm_t3_p0',
      'call_gm_t3_p1',
      'call_gm_t3_p2',
    ])
    expect(results?.map((part) => 'callId' in part && part.callId)).toEqual([
      'call_gm_t3_p1',
      'call_gm_t3_p0',
      'call_gm_t3_p2',
    ])
  })

  it('meet by id before anything else', () => {
    const [, results] = partsOf([
      model(call('f', 'a'), call('f', 'b')),
      user(result('f', 'of b', 'b'), result('f', 'of a', 'a'), result('f', 'again', 'a')),
    ])
    expect(results?.map((part) => 'callId' in part && part.callId)).toEqual(['b', 'a', 'a'])
  })

  it('meet by name where only the result has an id, which goes back as it came', () => {
    const body = { contents: [model(call('f')), user(result('f', 'x', 'mine'))] }
    const request = decode(body)
    expect(request.turns[1]?.parts).toMatchObject([{ callId: 'call_gm_t0_p0' }])
    expect(geminiCodec.encodeRequest(request, targetOf('gemini-2.5-pro'))).toMatchObject(body)
  })

  it('keeps media beside a result and inside of it apart from those of the user', () => {
    const image = { inlineData: { mimeType: 'image/png', data: 'AAAA' } }
    const inside = { functionResponse: { name: 'f', response: { output: '' }, parts: [image] } }
    const contents = [
      model(call('f'), call('f')),
      user(inside, image, result('f', 'x'), { text: 'and' }, image),
    ]
    const [, parts] = partsOf(contents)
    expect(parts).toMatchObject([
      { type: 'tool_result', content: [{ type: 'text' }, { type: 'image' }, { type: 'image' }] },
      { type: 'tool_result', content: [{ type: 'text', text: 'x' }] },
      { type: 'text', text: 'and' },
      { type: 'image' },
    ])
    expect(geminiCodec.encodeRequest(decode({ contents }), targetOf('gemini-2.5-pro'))).toEqual({ contents })
  })

  it.each([
    [{ output: 'fine' }, 'fine', false],
    [{ output: { a: 1 } }, '{"a":1}', false],
    [{ error: 'broken' }, 'broken', true],
    [{ temperature: 21 }, '{"temperature":21}', false],
    [{ output: 'part', error: 'rest' }, '{"output":"part","error":"rest"}', false],
    [{}, '{}', false],
  ])('reads the result %j', (response, text, isError) => {
    const [, parts] = partsOf([model(call('f')), user({ functionResponse: { name: 'f', response } })])
    expect(parts).toMatchObject([{ isError, content: [{ text }] }])
  })
})

it('reads both spellings, a missing role, and single values for lists', () => {
  const request = decode({
    system_instruction: { parts: { text: 'Be brief.' } },
    contents: { parts: { inline_data: { mime_type: 'image/png', data: '-_8' } } },
    tools: { function_declarations: [{ name: 'f', parameters: { type: 'OBJECT', nullable: true } }] },
    generation_config: { max_output_tokens: 7, thinking_config: { thinking_budget: 0 }, top_k: null },
    session_id: 's',
  })
  expect(request).toMatchObject({
    system: [{ text: 'Be brief.' }],
    turns: [{ role: 'user', parts: [{ type: 'image', source: { data: '+/8=' } }] }],
    tools: [{ name: 'f', parameters: { type: ['object', 'null'] } }],
    maxTokens: 7,
    reasoning: { mode: 'off', budget: 0 },
    user: 's',
    extras: { gemini: { session_id: 's' } },
  })
})

it('unseals what other dialects have signed', () => {
  const [parts] = partsOf([
    model(
      { text: 'hm', thought: true, thoughtSignature: 'cch-sig1.claude.one' },
      { thought: true, thoughtSignature: 'cch-sig1.claude.two' },
      { ...call('f', 'x'), thoughtSignature: 'cch-sig1.codex-responses.three' },
      { ...call('g', 'y'), thoughtSignature: 'own' },
    ),
  ])
  expect(parts).toMatchObject([
    { type: 'reasoning', text: 'hm', redacted: false, signature: { dialect: 'claude', value: 'one' } },
    { type: 'reasoning', text: '', redacted: true, signature: { dialect: 'claude', value: 'two' } },
    {
      type: 'reasoning',
      text: '',
      redacted: false,
      signature: { dialect: 'codex-responses', value: 'three' },
    },
    { type: 'tool_call', id: 'x', signature: null },
    { type: 'tool_call', id: 'y', signature: { dialect: 'gemini', value: 'own' } },
  ])
})

it.each([
  ['the body', 3, 'the body: expected an object'],
  ['no contents', {}, 'contents: expected a list'],
  [
    'a role',
    { contents: [{ role: 'assistant', parts: [] }] },
    'contents.0.role: expected a valid role: user, model',
  ],
  ['a part', { contents: [{ parts: ['text'] }] }, 'contents.0.parts.0: expected an object'],
  ['a text', { contents: [{ parts: [{ text: 1 }] }] }, 'contents.0.parts.0.text: expected a string'],
  [
    'a call',
    { contents: [{ role: 'model', parts: [{ functionCall: { name: 'f', args: 'x' } }] }] },
    'contents.0.parts.0.functionCall.args: expected an object',
  ],
  [
    'a number',
    { contents: [], generationConfig: { temperature: 'hot' } },
    'generationConfig.temperature: expected a number',
  ],
])('refuses %s of the wrong kind', (_, body, clientMessage) => {
  const refused = (): unknown => decode(body)
  expect(refused).toThrow(GatewayError)
  expect(refused).toThrow(clientMessage)
})
