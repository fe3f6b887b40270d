import { describe, expect, it } from 'vitest'
import { GatewayError } from '#server/domain/errors'
import type { Reasoning } from '../ir/reasoning'
import type { IrRequest } from '../ir/request'
import { geminiCodec } from './codec'
import { call, EMPTY_REQUEST, image, member, result, targetOf } from './gemini-fixtures'

/** As a client of Claude's protocol may say it. */
const FOREIGN: IrRequest = {
  ...EMPTY_REQUEST,
  stream: true,
  system: [
    { type: 'text', text: 'Be brief.' },
    { type: 'text', text: '' },
  ],
  turns: [
    {
      role: 'user',
      parts: [
        { type: 'text', text: 'Look' },
        { type: 'image', source: image, name: null },
        {
          type: 'image',
          source: { kind: 'url', url: 'https://x.test/a.webp?b', mediaType: null },
          name: null,
        },
        { type: 'document', source: { kind: 'text', text: 'words', mediaType: 'text/plain' }, name: 'notes' },
      ],
    },
    {
      role: 'assistant',
      parts: [
        { type: 'reasoning', text: 'unsigned', redacted: false, signature: null },
        { type: 'text', text: 'Calling' },
        { type: 'reasoning', text: '', redacted: false, signature: { dialect: 'gemini', value: 'sig' } },
        call('toolu_1'),
        { ...call('call_gm_x_0'), arguments: 'no json' },
        { ...call('toolu_3'), arguments: '' },
      ],
    },
    { role: 'system', parts: [{ type: 'text', text: 'Stay calm.' }] },
    {
      role: 'user',
      parts: [
        result('toolu_3', 'third'),
        {
          ...result('toolu_1', '{"b":2}'),
          content: [
            { type: 'text', text: '{"b":2}' },
            { type: 'image', source: image, name: null },
          ],
        },
        result('call_gm_x_0', 'broke', true),
        { type: 'text', text: 'go on' },
      ],
    },
  ],
  tools: [
    {
      kind: 'function',
      name: 'name_toolu_1',
      namespace: null,
      description: 'Does it.',
      parameters: { type: 'object', properties: { a: { type: 'number' } }, additionalProperties: false },
      strict: true,
    },
    { kind: 'hosted', dialect: 'claude', name: 'web_search', purpose: 'web_search', raw: {} },
    { kind: 'hosted', dialect: 'claude', name: 'computer', purpose: null, raw: {} },
  ],
  toolChoice: { mode: 'subset', names: ['name_toolu_1'], required: false },
  parallelTools: false,
  reasoning: { mode: 'on', effort: null, budget: 10_000, visible: true },
  output: { kind: 'schema', name: 'o', description: null, schema: { type: 'object' }, strict: true },
  sampling: { ...EMPTY_REQUEST.sampling, temperature: 0.5, topK: 5, seed: 2 ** 40 },
  maxTokens: 1_000,
  stop: ['a', 'b', 'c', 'd', 'e', 'f'],
  candidates: 1,
  extras: { claude: { metadata: { user_id: 'u' }, context_management: { edits: [] }, max_tokens: 1 } },
}

const HEAD = {
  systemInstruction: { parts: [{ text: 'Be brief.' }] },
  tools: [
    {
      functionDeclarations: [
        {
          name: 'name_toolu_1',
          description: 'Does it.',
          parametersJsonSchema: {
            type: 'object',
            properties: { a: { type: 'number' } },
            additionalProperties: false,
          },
        },
      ],
    },
  ],
  toolConfig: { functionCallingConfig: { mode: 'VALIDATED', allowedFunctionNames: ['name_toolu_1'] } },
}
const ASKED = [
  { text: 'Look' },
  { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
  { fileData: { fileUri: 'https://x.test/a.webp?b', mimeType: 'image/webp' } },
  { text: 'notes:\nwords' },
]
const CALLED = [
  { text: 'Calling' },
  { functionCall: { id: 'toolu_1', name: 'name_toolu_1', args: { a: 1 } }, thoughtSignature: 'sig' },
  { functionCall: { name: 'name_call_gm_x_0', args: { _raw: 'no json' } } },
  { functionCall: { id: 'toolu_3', name: 'name_toolu_3', args: {} } },
]
const SAID = [{ text: '<system-reminder>\nStay calm.\n</system-reminder>' }, { text: 'go on' }]
const png = { inlineData: { mimeType: 'image/png', data: 'AAAA' } }
const first = { id: 'toolu_1', name: 'name_toolu_1', response: { output: '{"b":2}' } }
const RESULTS = [
  { functionResponse: { name: 'name_call_gm_x_0', response: { error: 'broke' } } },
  { functionResponse: { id: 'toolu_3', name: 'name_toolu_3', response: { output: 'third' } } },
]
const SAMPLING = {
  temperature: 0.5,
  topK: 5,
  maxOutputTokens: 1_000,
  stopSequences: ['a', 'b', 'c', 'd', 'e'],
}
const OUTPUT = { responseMimeType: 'application/json', responseJsonSchema: { type: 'object' } }

describe('a request of another dialect', () => {
  it('for Gemini 3', () => {
    const target = targetOf('gemini-3-pro-preview')
    expect(geminiCodec.encodeRequest(FOREIGN, target)).toEqual({
      ...HEAD,
      contents: [
        { role: 'user', parts: ASKED },
        { role: 'model', parts: CALLED },
        { role: 'user', parts: [{ functionResponse: { ...first, parts: [png] } }, ...RESULTS, ...SAID] },
      ],
      generationConfig: {
        ...SAMPLING,
        ...OUTPUT,
        thinkingConfig: { thinkingLevel: 'HIGH', includeThoughts: true },
      },
    })
    expect(target.warnings).toEqual([
      'dropped_context_management',
      'dropped_hosted_tool',
      'dropped_hosted_tool',
      'dropped_parallel_tool_calls',
      'dropped_stop',
      'dropped_seed',
      'media_url_as_file',
    ])
  })

  it('for Gemini 2.5', () => {
    expect(geminiCodec.encodeRequest(FOREIGN, targetOf('gemini-2.5-flash'))).toEqual({
      ...HEAD,
      contents: [
        { role: 'user', parts: ASKED },
        { role: 'model', parts: CALLED },
        { role: 'user', parts: [{ functionResponse: first }, png, ...RESULTS, ...SAID] },
      ],
      generationConfig: {
        ...SAMPLING,
        ...OUTPUT,
        thinkingConfig: { thinkingBudget: 10_000, includeThoughts: true },
      },
    })
  })

  it('searches the web where there are no functions beside it', () => {
    const tools = FOREIGN.tools.slice(1, 2)
    const body = geminiCodec.encodeRequest(
      { ...EMPTY_REQUEST, tools, toolChoice: { mode: 'auto' } },
      targetOf('g'),
    )
    expect(body).toEqual({ contents: [], tools: [{ googleSearch: {} }] })
  })

  it.each([
    ['several answers', { candidates: 2 }],
    ['answers held elsewhere', { extras: { 'codex-responses': { previous_response_id: 'r' } } }],
    [
      'files held elsewhere',
      {
        turns: [
          {
            role: 'user',
            parts: [
              {
                type: 'image',
                source: { kind: 'file', dialect: 'claude', id: 'f', mediaType: null },
                name: null,
              },
            ],
          },
        ],
      },
    ],
  ] satisfies [string, Partial<IrRequest>][])('is refused when it wants %s', (_, fields) => {
    expect(() => geminiCodec.encodeRequest({ ...EMPTY_REQUEST, ...fields }, targetOf('gemini-3-x'))).toThrow(
      GatewayError,
    )
  })
})

describe('signatures for Gemini 3', () => {
  const contents = (turns: IrRequest['turns'], model = 'gemini-3-flash') =>
    geminiCodec.encodeRequest({ ...EMPTY_REQUEST, turns }, targetOf(model)).contents
  const asks = { role: 'user', parts: [{ type: 'text', text: 'go' }] } as const

  it('are made up for the first call of each step of the turn under way alone', () => {
    const turns: IrRequest['turns'] = [
      asks,
      { role: 'assistant', parts: [call('a')] },
      { role: 'user', parts: [result('a', 'x')] },
      asks,
      { role: 'assistant', parts: [call('b'), call('c')] },
      { role: 'user', parts: [result('b', 'x'), result('c', 'x')] },
      { role: 'assistant', parts: [call('d', 'own')] },
      { role: 'user', parts: [result('d', 'x')] },
    ]
    // Two turns of the user's in a row become one, which holds results: nothing tells then where the turn under way begins.
    const apart: IrRequest['turns'] = [
      ...turns.slice(0, 3),
      { role: 'assistant', parts: [{ type: 'text', text: 'so' }] },
      ...turns.slice(3),
    ]
    const signed = contents(apart)
    expect(member(signed, 1, 'parts', 0, 'thoughtSignature')).toBeUndefined()
    expect(member(signed, 5, 'parts', 0, 'thoughtSignature')).toBe('skip_thought_signature_validator')
    expect(member(signed, 5, 'parts', 1, 'thoughtSignature')).toBeUndefined()
    expect(member(signed, 7, 'parts', 0, 'thoughtSignature')).toBe('own')
    expect(JSON.stringify(contents(apart, 'gemini-2.5-pro'))).not.toContain('skip_thought')
  })
})

describe('thinking', () => {
  const thinking = (model: string, reasoning: Partial<Reasoning>) =>
    member(
      geminiCodec.encodeRequest(
        {
          ...EMPTY_REQUEST,
          reasoning: { mode: 'on', effort: null, budget: null, visible: null, ...reasoning },
        },
        targetOf(model),
      ),
      'generationConfig',
      'thinkingConfig',
    )

  it.each([
    ['gemini-2.5-pro', { mode: 'off' }, { thinkingBudget: 128 }],
    ['gemini-2.5-pro', { budget: 100_000 }, { thinkingBudget: 32_768 }],
    ['gemini-2.5-flash', { mode: 'off' }, { thinkingBudget: 0 }],
    ['gemini-2.5-flash', { effort: 'max' }, { thinkingBudget: 24_576 }],
    ['gemini-2.5-flash-lite', { budget: 100 }, { thinkingBudget: 512 }],
    ['gemini-2.5-flash', { mode: 'auto' }, { thinkingBudget: -1 }],
    ['gemini-3-pro-preview', { mode: 'off' }, { thinkingLevel: 'LOW' }],
    ['gemini-3-pro-preview', { effort: 'medium' }, { thinkingLevel: 'HIGH' }],
    ['gemini-3.1-pro-preview', { effort: 'medium' }, { thinkingLevel: 'MEDIUM' }],
    ['gemini-3-flash-preview', { effort: 'minimal' }, { thinkingLevel: 'MINIMAL' }],
    ['gemini-3-flash-preview', { budget: 2_000 }, { thinkingLevel: 'LOW' }],
    ['gemini-flash-latest', { mode: 'auto', visible: true }, { includeThoughts: true }],
    ['gemini-2.0-flash', { effort: 'high', visible: true }, undefined],
    ['gemma-3', { mode: 'off' }, undefined],
  ] satisfies [string, Partial<Reasoning>, unknown][])('%s told %j', (model, reasoning, expected) => {
    expect(thinking(model, reasoning)).toEqual(expected)
  })

  it('is what a client of Gemini has said, but for levels where there are none', () => {
    const told = (thinkingConfig: object, model: string) => {
      const request = geminiCodec.decodeRequest(
        { contents: [], generationConfig: { thinkingConfig } },
        { model, stream: false },
      )
      return member(geminiCodec.encodeRequest(request, targetOf(model)), 'generationConfig', 'thinkingConfig')
    }
    for (const said of [
      { thinkingBudget: -1 },
      { thinkingBudget: 5 },
      { thinkingLevel: 'LOW', includeThoughts: true },
    ])
      expect(told(said, 'gemini-3-pro')).toEqual(said)
    expect(told({ thinkingLevel: 'low' }, 'gemini-2.5-pro')).toEqual({ thinkingBudget: 2_048 })
  })
})
