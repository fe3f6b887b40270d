import { describe, expect, it } from 'vitest'
import { GatewayError } from '#server/domain/errors'
import { NO_SAMPLING } from '../ir/request'
import { encode, on, TOOL } from './request-fixtures'

describe('a request of another dialect', () => {
  it('says everything that Anthropic has a word for, and warns of the rest', () => {
    const { body, warnings } = encode({
      stream: true,
      system: [{ type: 'text', text: 'Be brief.' }],
      turns: [
        {
          role: 'user',
          parts: [
            { type: 'text', text: 'look' },
            { type: 'image', name: null, source: { kind: 'base64', mediaType: 'image/png', data: 'AA==' } },
            { type: 'image', name: null, source: { kind: 'base64', mediaType: 'image/bmp', data: 'AA==' } },
            {
              type: 'document',
              name: 'a.pdf',
              source: { kind: 'base64', mediaType: 'application/pdf', data: 'AA' },
            },
            {
              type: 'document',
              name: 'a.txt',
              source: { kind: 'base64', mediaType: 'text/csv', data: 'YTti' },
            },
            { type: 'audio', name: null, source: { kind: 'base64', mediaType: 'audio/wav', data: 'AA==' } },
          ],
        },
        {
          role: 'assistant',
          parts: [
            {
              type: 'reasoning',
              text: 'hm',
              redacted: false,
              signature: { dialect: 'claude', value: 'sig' },
            },
            {
              type: 'tool_call',
              id: 'call:1',
              name: 'f',
              namespace: null,
              kind: 'function',
              arguments: '',
              signature: null,
            },
            {
              type: 'tool_call',
              id: 'c2',
              name: 'f',
              namespace: null,
              kind: 'function',
              arguments: '[1',
              signature: null,
            },
          ],
        },
        { role: 'system', parts: [{ type: 'text', text: 'Hurry.' }] },
        {
          role: 'user',
          parts: [
            {
              type: 'tool_result',
              callId: 'call:1',
              name: 'f',
              kind: 'function',
              isError: true,
              content: [
                {
                  type: 'image',
                  name: null,
                  source: { kind: 'url', url: 'https://x/y.png', mediaType: null },
                },
              ],
            },
            { type: 'tool_result', callId: 'c2', name: null, kind: 'function', isError: false, content: [] },
          ],
        },
      ],
      tools: [
        TOOL,
        { ...TOOL, name: 'g', parameters: { anyOf: [{ properties: { a: {} } }], $defs: {} }, strict: true },
        { ...TOOL, name: 'h', parameters: null, description: null },
        { kind: 'hosted', dialect: 'gemini', name: 'googleSearch', purpose: 'web_search', raw: {} },
        { kind: 'hosted', dialect: 'codex-responses', name: 'local_shell', purpose: null, raw: {} },
      ],
      parallelTools: false,
      reasoning: on({ effort: 'high' }),
      output: {
        kind: 'schema',
        name: 'n',
        description: null,
        strict: true,
        schema: { type: 'object', properties: { a: { type: 'string', minLength: 2, description: 'A.' } } },
      },
      sampling: { ...NO_SAMPLING, temperature: 1.4, topP: 0.5, topK: 3, seed: 7, presencePenalty: 0 },
      stop: ['END', '\n'],
      user: 'u1',
      serviceTier: 'flex',
      extras: { 'openai-chat': { store: true, logit_bias: { 1: 2 }, prediction: null } },
    })
    expect(body).toEqual({
      model: 'claude-sonnet-4-5',
      max_tokens: 32_000,
      stream: true,
      system: [{ type: 'text', text: 'Be brief.' }],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'look' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA==' } },
            { type: 'text', text: '[image image/bmp, left out]' },
            {
              type: 'document',
              title: 'a.pdf',
              source: { type: 'base64', media_type: 'application/pdf', data: 'AA' },
            },
            {
              type: 'document',
              title: 'a.txt',
              source: { type: 'text', media_type: 'text/plain', data: 'a;b' },
            },
            { type: 'text', text: '[audio audio/wav, left out]' },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', signature: 'sig' },
            { type: 'tool_use', id: expect.stringMatching(/^call_1_\w+$/) as string, name: 'f', input: {} },
            { type: 'tool_use', id: 'c2', name: 'f', input: { _raw: '[1' } },
          ],
        },
        {
          role: 'user',
          content: [
            {
              type: 'tool_result',
              tool_use_id: expect.stringMatching(/^call_1_\w+$/) as string,
              content: [{ type: 'image', source: { type: 'url', url: 'https://x/y.png' } }],
              is_error: true,
            },
            { type: 'tool_result', tool_use_id: 'c2' },
            { type: 'text', text: '<system-reminder>\nHurry.\n</system-reminder>' },
          ],
        },
      ],
      tools: [
        { name: 'f', description: 'does it', input_schema: TOOL.parameters },
        {
          name: 'g',
          description: 'does it',
          input_schema: { type: 'object', properties: { a: {} }, $defs: {} },
        },
        { name: 'h', input_schema: { type: 'object', properties: {} } },
        { type: 'web_search_20250305', name: 'web_search' },
      ],
      tool_choice: { type: 'auto', disable_parallel_tool_use: true },
      thinking: { type: 'enabled', budget_tokens: 16_384 },
      output_config: {
        format: {
          type: 'json_schema',
          schema: {
            type: 'object',
            properties: { a: { type: 'string', description: 'A.\n\n{minLength: 2}' } },
            additionalProperties: false,
          },
        },
      },
      temperature: 1,
      stop_sequences: ['END'],
      metadata: { user_id: 'u1' },
    })
    const [, use] = record(list(body.messages)[1]).content as { id: string }[]
    const [result] = record(list(body.messages)[2]).content as { tool_use_id: string }[]
    expect(result!.tool_use_id).toBe(use!.id)
    expect(warnings.sort()).toEqual([
      'clamped_temperature',
      'dropped_audio',
      'dropped_hosted_tool',
      'dropped_image',
      'dropped_logit_bias',
      'dropped_seed',
      'dropped_service_tier',
      'dropped_stop',
      'dropped_strict',
      'dropped_top_k',
      'dropped_top_p',
      'loosened_tool_schema',
      'replaced_hosted_tool',
    ])
  })

  it('is refused where leaving something out would be a lie', () => {
    expect(() => encode({ candidates: 2 })).toThrow(GatewayError)
    expect(() => encode({ extras: { 'codex-responses': { previous_response_id: 'r' } } })).toThrow(
      GatewayError,
    )
    const file = { kind: 'file' as const, dialect: 'gemini' as const, id: 'f', mediaType: null }
    const turns = [{ role: 'user' as const, parts: [{ type: 'image' as const, name: null, source: file }] }]
    expect(() => encode({ turns })).toThrow(GatewayError)
  })

  it('begins with the user, and ends without white space', () => {
    const { body } = encode({ turns: [{ role: 'assistant', parts: [{ type: 'text', text: 'So: ' }] }] })
    expect(body.messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Begin.' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'So:' }] },
    ])
    expect(encode({ turns: [] }).body.messages).toHaveLength(1)
  })
})

describe('tools', () => {
  it('are left out with their choice when there are none', () => {
    expect(encode({ toolChoice: { mode: 'any' } }).body).not.toHaveProperty('tool_choice')
  })

  it('are cut down to a subset', () => {
    const tools = [TOOL, { ...TOOL, name: 'g' }]
    const toolChoice = { mode: 'subset' as const, names: ['g'], required: true }
    expect(encode({ tools, toolChoice }).body).toMatchObject({
      tools: [{ name: 'g' }],
      tool_choice: { type: 'any' },
    })
  })
})

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const record = (value: unknown) => value as Record<string, unknown>
