import { describe, expect, it } from 'vitest'
import { GatewayError } from '#server/domain/errors'
import type { IrRequest } from '../ir/request'
import { encode } from './codec-fixtures'

/** All that other dialects can say, at once. */
const EVERYTHING: Partial<IrRequest> = {
  system: [
    { type: 'text', text: 'Be brief.' },
    { type: 'text', text: 'Be kind.' },
  ],
  turns: [
    {
      role: 'user',
      parts: [
        { type: 'text', text: 'Look:' },
        { type: 'image', name: null, source: { kind: 'base64', mediaType: 'image/png', data: 'AA==' } },
        { type: 'image', name: null, source: { kind: 'url', url: 'https://x/y.png', mediaType: null } },
        {
          type: 'document',
          name: null,
          source: { kind: 'base64', mediaType: 'application/pdf', data: 'JVBE' },
        },
        { type: 'document', name: 'notes', source: { kind: 'text', text: 'n', mediaType: 'text/plain' } },
        { type: 'audio', name: null, source: { kind: 'base64', mediaType: 'audio/wav', data: 'UklG' } },
      ],
    },
    {
      role: 'assistant',
      parts: [
        {
          type: 'reasoning',
          text: 'Hm.',
          redacted: false,
          signature: { dialect: 'codex-responses', value: 'enc' },
        },
        { type: 'text', text: 'I call.' },
        {
          type: 'tool_call',
          id: 'toolu_1',
          name: 'read',
          namespace: null,
          kind: 'function',
          arguments: '',
          signature: null,
        },
      ],
    },
    {
      role: 'user',
      parts: [
        {
          type: 'tool_result',
          callId: 'toolu_1',
          name: 'read',
          kind: 'function',
          isError: true,
          content: [{ type: 'text', text: 'no such file' }],
        },
        { type: 'text', text: 'Go on.' },
      ],
    },
    { role: 'system', parts: [{ type: 'text', text: 'By the way.' }] },
  ],
  tools: [
    {
      kind: 'function',
      name: 'read',
      namespace: null,
      description: 'Reads.',
      parameters: null,
      strict: null,
    },
    { kind: 'hosted', dialect: 'claude', name: 'web_search_2025', purpose: 'web_search', raw: {} },
    { kind: 'hosted', dialect: 'claude', name: 'memory', purpose: null, raw: {} },
  ],
  toolChoice: { mode: 'subset', names: ['read'], required: true },
  parallelTools: false,
  reasoning: { mode: 'on', effort: null, budget: 10_000, visible: true },
  output: { kind: 'schema', name: 'my schema', description: null, schema: { type: 'object' }, strict: null },
  sampling: { temperature: 1, topP: 0.9, topK: 5, seed: 1, presencePenalty: 1, frequencyPenalty: 1 },
  maxTokens: 5,
  stop: ['END'],
  user: 'u'.repeat(65),
  serviceTier: 'standard_only',
  extras: { claude: { container: 'c', metadata: { user_id: 'u' } } },
}

describe('a request of another dialect', () => {
  it('is said as far as it goes, and the rest is told', () => {
    const { body, warnings } = encode(EVERYTHING)
    expect(body).toEqual({
      model: 'gpt-5.4',
      stream: true,
      store: false,
      instructions: 'Be brief.\n\nBe kind.',
      input: [
        {
          type: 'message',
          role: 'user',
          content: [
            { type: 'input_text', text: 'Look:' },
            { type: 'input_image', image_url: 'data:image/png;base64,AA==' },
            { type: 'input_image', image_url: 'https://x/y.png' },
            {
              type: 'input_file',
              filename: 'document.pdf',
              file_data: 'data:application/pdf;base64,JVBE',
            },
            { type: 'input_text', text: 'notes\n\nn' },
            { type: 'input_text', text: '[audio left out: unnamed]' },
          ],
        },
        {
          type: 'reasoning',
          summary: [{ type: 'summary_text', text: 'Hm.' }],
          encrypted_content: 'enc',
        },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'I call.' }] },
        { type: 'function_call', call_id: 'toolu_1', name: 'read', arguments: '{}' },
        { type: 'function_call_output', call_id: 'toolu_1', output: 'Error: no such file' },
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Go on.' }] },
        { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'By the way.' }] },
      ],
      tools: [
        {
          type: 'function',
          name: 'read',
          description: 'Reads.',
          parameters: { type: 'object', properties: {} },
          strict: false,
        },
        { type: 'web_search' },
      ],
      tool_choice: { type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'read' }] },
      parallel_tool_calls: false,
      reasoning: { effort: 'medium', summary: 'auto' },
      include: ['reasoning.encrypted_content'],
      text: {
        format: { type: 'json_schema', name: 'my_schema', schema: { type: 'object' }, strict: false },
      },
      max_output_tokens: 16,
      service_tier: 'default',
      prompt_cache_key: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    })
    expect(warnings.toSorted()).toEqual([
      'changed_max_output_tokens',
      'dropped_audio',
      'dropped_container',
      'dropped_frequency_penalty',
      'dropped_hosted_tool',
      'dropped_presence_penalty',
      'dropped_seed',
      'dropped_stop',
      'dropped_temperature',
      'dropped_top_k',
      'dropped_top_p',
    ])
  })

  it('mentions no tools where there are none', () => {
    const { body } = encode({ toolChoice: { mode: 'any' }, parallelTools: true })
    expect(body).not.toHaveProperty('tool_choice')
    expect(body).not.toHaveProperty('parallel_tool_calls')
    expect(body).not.toHaveProperty('tools')
  })

  it('sends images that a tool gave as they are', () => {
    const image = {
      type: 'image',
      name: null,
      source: { kind: 'base64', mediaType: 'image/png', data: 'AA==' },
    } as const
    const result = {
      type: 'tool_result',
      callId: 'c',
      name: null,
      kind: 'function',
      isError: false,
      content: [image],
    } as const
    expect(encode({ turns: [{ role: 'user', parts: [result] }] }).body.input).toEqual([
      {
        type: 'function_call_output',
        call_id: 'c',
        output: [{ type: 'input_image', image_url: 'data:image/png;base64,AA==' }],
      },
    ])
  })

  it('leaves out a thought that nothing followed', () => {
    const thought = {
      type: 'reasoning',
      text: 'Hm.',
      redacted: false,
      signature: { dialect: 'codex-responses', value: 'enc' },
    } as const
    const { body, warnings } = encode({
      turns: [
        { role: 'assistant', parts: [thought] },
        { role: 'user', parts: [{ type: 'text', text: 'And?' }] },
      ],
    })
    expect(body.input).toMatchObject([{ role: 'user' }])
    expect(warnings).toEqual(['dropped_reasoning'])
  })

  it.each([
    ['more than one answer', { candidates: 2 }],
    ['another provider’s cache', { extras: { gemini: { cachedContent: 'c/1' } } }],
    [
      'another provider’s file',
      {
        turns: [
          {
            role: 'user',
            parts: [
              {
                type: 'image',
                name: null,
                source: { kind: 'file', dialect: 'claude', id: 'file_1', mediaType: null },
              },
            ],
          },
        ],
      },
    ],
  ] satisfies [string, Partial<IrRequest>][])('is refused for %s', (_, request) => {
    expect(() => encode(request)).toThrow(GatewayError)
  })
})
