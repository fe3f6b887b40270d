import { describe, expect, it } from 'vitest'
import { claudeCodec } from './codec'

describe('a request of our own dialect', () => {
  const again = (body: Record<string, unknown>) =>
    claudeCodec.encodeRequest(claudeCodec.decodeRequest(body, { model: null, stream: null }), {
      providerType: 'claude',
      model: 'claude-opus-4-8',
      warn: () => undefined,
    })
  const messages = [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }]

  it('keeps what only Anthropic knows', () => {
    const body = {
      model: 'claude-opus-4-8',
      max_tokens: 9,
      system: [
        { type: 'text', text: 'x-anthropic-billing-header: a=b' },
        { type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral', ttl: '1h' } },
      ],
      messages: [
        ...messages,
        { role: 'system', content: [{ type: 'text', text: 'Now.' }] },
        {
          role: 'user',
          content: [
            {
              type: 'document',
              source: { type: 'content', content: [{ type: 'text', text: 'a' }] },
              citations: { enabled: true },
            },
            { type: 'search_result', source: 's', title: 't', content: [] },
          ],
        },
      ],
      thinking: { type: 'between_tools' },
      output_config: { effort: 'ultra', task_budget: { type: 'tokens', total: 5 } },
      tools: [{ name: 'f', input_schema: { type: 'object' }, strict: true, defer_loading: true }],
      tool_choice: { type: 'tool', name: 'f', disable_parallel_tool_use: false },
      metadata: { user_id: 'u', more: 1 },
      context_management: { edits: [] },
      speed: 'fast',
    }
    expect(again(body)).toEqual(body)
  })

  it('tells others of a document in words, and nothing of the line for accounts', () => {
    const request = claudeCodec.decodeRequest(
      {
        system: [{ type: 'text', text: 'x-anthropic-billing-header: a=b' }],
        messages: [
          { role: 'user', content: [{ type: 'document', source: { type: 'content', content: 'abc' } }] },
        ],
      },
      { model: null, stream: null },
    )
    expect(request.system).toEqual([])
    expect(request.turns[0]?.parts[0]).toMatchObject({ source: { kind: 'text', text: 'abc' } })
  })

  it('is taken without a limit, for counting', () => {
    expect(again({ model: 'm', messages }).max_tokens).toBe(32_000)
  })

  it.each([
    [{}, 'messages'],
    [{ messages: [] }, 'messages'],
    [{ messages: [{ role: 'tool', content: '' }] }, 'messages.0.role'],
    [{ messages: [{ role: 'user', content: [{ type: 'text' }] }] }, 'messages.0.content.0.text'],
    [{ messages, max_tokens: '1' }, 'max_tokens'],
    [{ messages, tools: [{}] }, 'tools.0.name'],
    [{ messages, tool_choice: { type: 'some' } }, 'tool_choice.type'],
  ])('is refused with the place of its fault: %j', (body, place) => {
    expect(() => again(body)).toThrow(`${place}: expected`)
  })
})
