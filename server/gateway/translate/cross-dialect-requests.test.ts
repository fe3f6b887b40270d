import { describe, expect, it } from 'vitest'
import { DIALECTS } from '#server/domain/dialect'
import type { Dialect } from '#server/domain/dialect'
import { GatewayError } from '#server/domain/errors'
import type { ProviderType } from '#server/domain/provider'
import { CODECS } from './codecs'
import { prepareRequest } from './prepare-request'

const PROVIDERS: Record<Dialect, ProviderType> = {
  claude: 'claude',
  'openai-chat': 'openai-compatible',
  'codex-responses': 'codex',
  gemini: 'gemini',
}
const MODELS: Record<Dialect, string> = {
  claude: 'claude-opus-4-6',
  'openai-chat': 'gpt-5.4',
  'codex-responses': 'gpt-5.4',
  gemini: 'gemini-3-pro-preview',
}
/** The least that a request of each dialect says. */
const LEAST: Record<Dialect, object> = {
  claude: { model: 'm', max_tokens: 9_000, messages: [{ role: 'user', content: 'hi' }] },
  'openai-chat': { model: 'm', messages: [{ role: 'user', content: 'hi' }] },
  'codex-responses': { model: 'm', input: [{ role: 'user', content: 'hi' }] },
  gemini: { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] },
}

function said(from: Dialect, to: Dialect, body: object) {
  const request = CODECS[from].decodeRequest({ ...LEAST[from], ...body }, { model: 'm', stream: true })
  const options = { providerType: PROVIDERS[to], model: MODELS[to], repairsOff: [], refusal: '' }
  const prepared = prepareRequest(request, { from, to, ...options })
  return { body: prepared.body, warnings: prepared.warnings.map(({ code }) => code).toSorted() }
}

const pairs = DIALECTS.flatMap((from) =>
  DIALECTS.filter((to) => to !== from).map((to): [Dialect, Dialect] => [from, to]),
)

/** Bookkeeping, and second spellings of what the common words say: nobody has to be told that it went. */
const HARMLESS: Record<Dialect, object> = {
  claude: {
    metadata: { user_id: 'u' },
    cache_control: { type: 'ephemeral' },
    system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
    output_config: { format: { type: 'json_schema', schema: { type: 'object' } } },
  },
  'openai-chat': {
    store: true,
    metadata: { a: 'b' },
    prompt_cache_key: 'k',
    prompt_cache_retention: '24h',
    safety_identifier: 's',
    stream_options: { include_usage: true },
    max_completion_tokens: 9_000,
    logit_bias: {},
    modalities: ['text'],
    logprobs: false,
  },
  'codex-responses': {
    store: false,
    include: ['reasoning.encrypted_content'],
    prompt_cache_key: 'k',
    client_metadata: { a: 'b' },
    metadata: {},
    truncation: 'disabled',
    background: false,
    text: { format: { type: 'text' } },
    previous_response_id: null,
    top_logprobs: 0,
  },
  gemini: { labels: { a: 'b' }, safetySettings: [], generationConfig: { candidateCount: 1 } },
}

/** What changes the answer, with the warnings that its loss gives. */
const CHANGING: Record<Dialect, readonly [object, readonly string[]]> = {
  claude: [
    { mcp_servers: [{ type: 'url', url: 'u', name: 'n' }], container: 'c', speed: 'fast' },
    ['dropped_container', 'dropped_mcp_servers', 'dropped_speed'],
  ],
  'openai-chat': [
    { logit_bias: { 1: 2 }, logprobs: true, web_search_options: {}, modalities: ['text', 'audio'] },
    ['dropped_logit_bias', 'dropped_logprobs', 'dropped_modalities', 'dropped_web_search_options'],
  ],
  'codex-responses': [
    { max_tool_calls: 3, top_logprobs: 2 },
    ['dropped_max_tool_calls', 'dropped_top_logprobs'],
  ],
  gemini: [
    { safetySettings: [{ category: 'c' }], generationConfig: { responseModalities: ['IMAGE'] } },
    ['dropped_response_modalities', 'dropped_safety_settings'],
  ],
}

describe.each(pairs)('%s to %s', (from, to) => {
  it('loses bookkeeping without a word', () => {
    expect(said(from, to, HARMLESS[from]).warnings).toEqual([])
  })

  it('warns of members that change the answer', () => {
    const [body, warnings] = CHANGING[from]
    expect(said(from, to, body).warnings).toEqual(warnings)
  })
})

const HELD: readonly [Dialect, object, string][] = [
  ['codex-responses', { previous_response_id: 'resp_1' }, 'previous_response_id'],
  ['codex-responses', { conversation: 'conv_1' }, 'conversation'],
  ['codex-responses', { prompt: { id: 'pmpt_1' } }, 'prompt'],
  ['codex-responses', { background: true }, 'background'],
  ['codex-responses', { input: [{ type: 'item_reference', id: 'rs_1' }] }, 'item_reference'],
  ['codex-responses', { input: [{ type: 'compaction', encrypted_content: 'x' }] }, 'compaction'],
  [
    'codex-responses',
    { input: [{ type: 'compaction_summary', encrypted_content: 'x' }] },
    'compaction_summary',
  ],
  [
    'codex-responses',
    { input: [{ role: 'user', content: 'x' }, { type: 'compaction_trigger' }] },
    'compaction_trigger',
  ],
  ['gemini', { cachedContent: 'cachedContents/1' }, 'cachedContent'],
]

describe.each(HELD)('%s with %o', (from, body, name) => {
  it.each(DIALECTS.filter((to) => to !== from))('is refused for %s', (to) => {
    let refusal: unknown = null
    try {
      said(from, to, body)
    } catch (error) {
      refusal = error
    }
    expect(refusal).toBeInstanceOf(GatewayError)
    expect(refusal).toMatchObject({
      code: 'bad_request',
      clientMessage: expect.stringContaining(name) as string,
    })
  })
})

describe('an instruction between a call and its result', () => {
  const input = [
    { role: 'user', content: 'go' },
    { type: 'function_call', call_id: 'a', name: 'f', arguments: '{}' },
    { type: 'function_call', call_id: 'b', name: 'f', arguments: '' },
    { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'note' }] },
    { type: 'function_call_output', call_id: 'a', output: 'ok' },
    { type: 'function_call_output', call_id: 'b', output: 'ok' },
    { role: 'user', content: 'next' },
  ]
  it('waits in chat until all calls are answered', () => {
    const { messages } = said('codex-responses', 'openai-chat', { input }).body
    const roles = (messages as { role: string }[]).map(({ role }) => role)
    expect(roles).toEqual(['user', 'assistant', 'tool', 'tool', 'system', 'user'])
  })
})

describe('a tool without a schema to speak of', () => {
  const tools = [{ name: 'f', input_schema: {} }]
  it.each([
    ['openai-chat', { function: { name: 'f', parameters: { type: 'object', properties: {} } } }],
    ['codex-responses', { name: 'f', parameters: { type: 'object', properties: {} } }],
    ['gemini', { functionDeclarations: [{ name: 'f' }] }],
  ] as const)('is one without arguments in %s', (to, tool) => {
    expect(said('claude', to, { tools }).body.tools).toMatchObject([tool])
  })
})

describe('what two dialects have in common', () => {
  const body = { prompt_cache_key: 'k', verbosity: 'low' }
  it('goes from chat to Responses and back', () => {
    expect(said('openai-chat', 'codex-responses', body)).toMatchObject({
      body: { prompt_cache_key: 'k', text: { verbosity: 'low' } },
      warnings: [],
    })
    expect(
      said('codex-responses', 'openai-chat', { prompt_cache_key: 'k', text: { verbosity: 'low' } }),
    ).toMatchObject({ body, warnings: [] })
  })
})

describe('thoughts that a client of Claude sees by default', () => {
  it.each([
    [{ type: 'enabled', budget_tokens: 2_000 }, true],
    [{ type: 'enabled', budget_tokens: 2_000, display: 'omitted' }, false],
    [{ type: 'adaptive', display: 'summarized' }, true],
  ])('are asked of others, too: %o', (thinking, visible) => {
    const gemini = said('claude', 'gemini', { thinking }).body
    expect(gemini.generationConfig).toMatchObject({ thinkingConfig: { includeThoughts: visible } })
    const { reasoning } = said('claude', 'codex-responses', { thinking }).body
    expect(reasoning).toEqual(
      visible
        ? expect.objectContaining({ summary: 'auto' })
        : expect.not.objectContaining({ summary: 'auto' }),
    )
  })
})
