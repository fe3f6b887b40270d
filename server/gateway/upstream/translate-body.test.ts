import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DIALECTS } from '#server/domain/dialect'
import type { Dialect } from '#server/domain/dialect'
import { GatewayError } from '#server/domain/errors'
import type { ProviderType } from '#server/domain/provider'
import { recordedRequests } from '#server/testing/recorded-requests'
import { createTranslation } from '../translate/translation'
import { translateBody } from './translate-body'

const TARGETS: Record<Dialect, { type: ProviderType; model: string }> = {
  claude: { type: 'claude', model: 'claude-opus-4-6' },
  'openai-chat': { type: 'openai-compatible', model: 'gpt-5.4' },
  'codex-responses': { type: 'codex', model: 'gpt-5.4' },
  gemini: { type: 'gemini', model: 'gemini-3-pro-preview' },
}
const optionsOf = (from: Dialect, to: Dialect) => ({
  client: from,
  clientEnvelope: false,
  asArray: false,
  provider: { type: TARGETS[to].type, dialect: to, codeAssistProject: null },
  modelInPath: 'm',
  streaming: true,
  model: 'm',
  servedModel: TARGETS[to].model,
  requestId: '0190b5a8-0000-7000-8000-000000000000',
  nowMs: 0,
  repairsOff: [],
  refusal: '',
})

/** @returns what goes upstream by both ways, or why it is refused, and whether the quick way was taken */
function bothWays(from: Dialect, to: Dialect, text: string) {
  const options = optionsOf(from, to)
  const body: unknown = JSON.parse(text)
  const attempt = (work: () => unknown): unknown => {
    try {
      return work()
    } catch (error) {
      if (error instanceof GatewayError) return { refused: error.message }
      throw error
    }
  }
  let parsed = false
  const source = {
    bytes: Buffer.from(text),
    tree: () => {
      parsed = true
      return body
    },
  }
  const translated = attempt(() => {
    const { bytes, translation } = translateBody(source, options)
    const { warnings, repairs } = translation
    return { body: JSON.parse(bytes.toString()) as unknown, warnings, repairs }
  })
  const whole = attempt(() => {
    const { body: said, translation } = createTranslation({ ...options, body })
    const { warnings, repairs } = translation
    return { body: JSON.parse(JSON.stringify(said)) as unknown, warnings, repairs }
  })
  return { translated, whole, quick: !parsed }
}

const pairs = DIALECTS.flatMap((from) =>
  DIALECTS.filter((to) => to !== from).map((to): [Dialect, Dialect] => [from, to]),
)

/** Mostly long, with all that JSON escapes. */
const text = fc
  .array(fc.constantFrom('word ', 'x', '\n', '"', '\\', 'é', '漢', '😀', '{"a": 1}', ' '), {
    minLength: 1,
    maxLength: 400,
  })
  .map((pieces) => `Say: ${pieces.join('')} end`)
const IMAGE = 'iVBORw0KGgo'.padEnd(900, 'AbC+/9')
const SCHEMA = {
  type: 'object',
  properties: { text: { type: 'string', description: 'What. '.repeat(60) } },
  required: ['text'],
}
const TOOL = { name: 'write', description: 'Writes. '.repeat(60) }

type Words = readonly [string, string, string, string]
const BODIES: Record<Dialect, (words: Words) => object> = {
  claude: ([system, asked, written, result]) => ({
    model: 'm',
    max_tokens: 900,
    system: [{ type: 'text', text: system, cache_control: { type: 'ephemeral' } }],
    tools: [{ ...TOOL, input_schema: SCHEMA }],
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: asked },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: IMAGE } },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: asked },
          { type: 'tool_use', id: 'toolu_1', name: 'write', input: { text: written, content: [result] } },
        ],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: result }] },
    ],
  }),
  'openai-chat': ([system, asked, written, result]) => ({
    model: 'm',
    tools: [{ type: 'function', function: { ...TOOL, parameters: SCHEMA } }],
    messages: [
      { role: 'system', content: system },
      {
        role: 'user',
        content: [
          { type: 'text', text: asked },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${IMAGE}` } },
        ],
      },
      {
        role: 'assistant',
        content: asked,
        tool_calls: [
          {
            id: 'call_1',
            type: 'function',
            function: { name: 'write', arguments: JSON.stringify({ text: written }) },
          },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: result },
    ],
  }),
  'codex-responses': ([system, asked, written, result]) => ({
    model: 'm',
    instructions: system,
    tools: [{ type: 'function', ...TOOL, parameters: SCHEMA }],
    input: [
      {
        type: 'message',
        role: 'user',
        content: [
          { type: 'input_text', text: asked },
          { type: 'input_image', image_url: `data:image/png;base64,${IMAGE}` },
        ],
      },
      {
        type: 'function_call',
        call_id: 'call_1',
        name: 'write',
        arguments: JSON.stringify({ text: written }),
      },
      { type: 'function_call_output', call_id: 'call_1', output: result },
    ],
  }),
  gemini: ([system, asked, written, result]) => ({
    systemInstruction: { parts: [{ text: system }] },
    tools: [{ functionDeclarations: [{ ...TOOL, parameters: { type: 'OBJECT', properties: {} } }] }],
    contents: [
      {
        role: 'user',
        parts: [{ text: asked }, { inlineData: { mimeType: 'image/png', data: IMAGE } }],
      },
      { role: 'model', parts: [{ functionCall: { id: 'f1', name: 'write', args: { text: written } } }] },
      {
        role: 'user',
        parts: [{ functionResponse: { id: 'f1', name: 'write', response: { output: result } } }],
      },
    ],
  }),
}

describe.each(pairs)('%s to %s, without reading the long texts', (from, to) => {
  it('says what it says with them', () => {
    fc.assert(
      fc.property(fc.tuple(text, text, text, text), fc.boolean(), (words, pretty) => {
        const body = BODIES[from](words)
        const { translated, whole, quick } = bothWays(from, to, JSON.stringify(body, null, pretty ? 1 : 0))
        expect(translated).toEqual(whole)
        // A tool's description is long in each of them.
        expect(quick).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it.each(['{"model":"m","input":5,"messages":5,"contents":5,"text":', '{"model":"m","text":'])(
    'refuses what it refuses with them: %s',
    (begin) => {
      const { translated, whole } = bothWays(from, to, `${begin}${JSON.stringify('wrong '.repeat(80))}}`)
      expect(whole).toHaveProperty('refused')
      expect(translated).toEqual(whole)
    },
  )

  it('says what real clients say', ({ skip }) => {
    const recorded = recordedRequests()
    if (!recorded) skip('../shared/fixtures is not here')
    const own = (recorded ?? []).filter((request) => request.from === from)
    let quick = 0
    for (const { name, body } of own) {
      const both = bothWays(from, to, JSON.stringify(body))
      expect(both.translated, name).toEqual(both.whole)
      if (both.quick) quick += 1
    }
    expect(quick).toBeGreaterThan(0)
  })
})
