import { describe, expect, it } from 'vitest'
import type { IrRequest } from '../ir/request'
import { EMPTY, encode, on, TOOL } from './request-fixtures'

describe('thinking', () => {
  const thinking = (change: Partial<IrRequest>, model: string) => {
    const { thinking: switched, output_config, max_tokens } = encode(change, model).body
    return {
      ...(switched !== undefined && { thinking: switched }),
      ...(output_config !== undefined && { output_config }),
      max_tokens,
    }
  }

  it('is a budget for older models and an effort for newer ones', () => {
    const reasoning = on({ effort: 'xhigh', visible: true })
    expect(thinking({ reasoning }, 'claude-opus-4-1-20250805')).toEqual({
      thinking: { type: 'enabled', budget_tokens: 24_576 },
      max_tokens: 32_000,
    })
    expect(thinking({ reasoning }, 'claude-opus-4-6')).toEqual({
      thinking: { type: 'adaptive', display: 'summarized' },
      output_config: { effort: 'high' },
      max_tokens: 32_000,
    })
    expect(thinking({ reasoning }, 'anthropic.claude-fable-5-v1:0')).toMatchObject({
      output_config: { effort: 'xhigh' },
    })
    expect(thinking({ reasoning: on({ budget: 2_000 }) }, 'claude-opus-5')).toMatchObject({
      thinking: { type: 'adaptive' },
      output_config: { effort: 'low' },
    })
    expect(thinking({ reasoning }, 'claude-3-5-haiku-20241022')).toEqual({ max_tokens: 8_192 })
    expect(thinking({ reasoning: on({ mode: 'off' }) }, 'glm-4.6')).toMatchObject({
      thinking: { type: 'disabled' },
    })
  })

  it('fits below the limit', () => {
    const reasoning = on({ effort: 'max' })
    expect(thinking({ reasoning }, 'claude-sonnet-4-5')).toMatchObject({ max_tokens: 31_999 + 8_192 })
    expect(thinking({ reasoning, maxTokens: 10_000 }, 'claude-sonnet-4-5')).toEqual({
      thinking: { type: 'enabled', budget_tokens: 8_000 },
      max_tokens: 10_000,
    })
    expect(thinking({ reasoning, maxTokens: 1_000 }, 'claude-sonnet-4-5')).toEqual({ max_tokens: 1_000 })
    expect(thinking({ reasoning: on({ budget: 10 }) }, 'claude-sonnet-4-5')).toMatchObject({
      thinking: { budget_tokens: 1_024 },
    })
  })

  it('gives way to a forced tool, and to calls that were made without it', () => {
    const reasoning = on({ effort: 'high' })
    const forced = { reasoning, tools: [TOOL], toolChoice: { mode: 'any' as const } }
    expect(encode(forced)).toMatchObject({
      body: { tool_choice: { type: 'any' } },
      warnings: ['dropped_thinking'],
    })
    expect(encode(forced, 'claude-opus-4-6').body.thinking).toEqual({ type: 'adaptive' })
    const call = {
      type: 'tool_call' as const,
      id: 'a',
      name: 'f',
      namespace: null,
      kind: 'function' as const,
      arguments: '{}',
      signature: null,
    }
    const result = {
      type: 'tool_result' as const,
      callId: 'a',
      name: null,
      kind: 'function' as const,
      isError: false,
      content: [],
    }
    const turns = [
      ...EMPTY.turns,
      { role: 'assistant' as const, parts: [call] },
      { role: 'user' as const, parts: [result] },
    ]
    expect(encode({ reasoning, tools: [TOOL], turns }).warnings).toEqual(['dropped_thinking'])
  })
})

describe('the form of an answer', () => {
  it('is asked for in words where the model cannot be held to it', () => {
    const { body, warnings } = encode({ output: { kind: 'json' } })
    expect(body.system).toEqual([{ type: 'text', text: expect.stringContaining('JSON') as string }])
    expect(warnings).toEqual(['weakened_output_format'])
  })
})
