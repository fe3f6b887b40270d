import { describe, expect, it } from 'vitest'
import type { IrRequest } from '../ir/request'
import { EMPTY_REQUEST, encode } from './codec-fixtures'

describe('reasoning', () => {
  const wanted = (reasoning: IrRequest['reasoning'], model: string) => {
    const { body, warnings } = encode({ reasoning, sampling: SAMPLING }, model)
    return { reasoning: body.reasoning, include: body.include, temperature: body.temperature, warnings }
  }
  const SAMPLING = { ...EMPTY_REQUEST.sampling, temperature: 1 }
  const OFF = { mode: 'off', effort: null, budget: null, visible: null } as const
  const HIGH = { mode: 'on', effort: 'max', budget: null, visible: null } as const
  const INCLUDE = ['reasoning.encrypted_content']

  it.each([
    ['gpt-4o', OFF, { temperature: 1, warnings: [] }],
    ['gpt-4o', HIGH, { temperature: 1, warnings: ['dropped_reasoning_effort'] }],
    [
      'o3',
      OFF,
      {
        reasoning: { effort: 'low' },
        include: INCLUDE,
        warnings: ['changed_reasoning_effort', 'dropped_temperature'],
      },
    ],
    [
      'gpt-5-mini',
      OFF,
      {
        reasoning: { effort: 'minimal' },
        include: INCLUDE,
        warnings: ['changed_reasoning_effort', 'dropped_temperature'],
      },
    ],
    ['openai/gpt-5.2', OFF, { reasoning: { effort: 'none' }, temperature: 1, warnings: [] }],
    [
      'gpt-5.2-codex',
      HIGH,
      {
        reasoning: { effort: 'xhigh', summary: 'auto' },
        include: INCLUDE,
        warnings: ['changed_reasoning_effort', 'dropped_temperature'],
      },
    ],
    [
      'deepseek-v4',
      HIGH,
      {
        reasoning: { effort: 'max', summary: 'auto' },
        include: INCLUDE,
        temperature: 1,
        warnings: [],
      },
    ],
    [
      'deepseek-v4',
      { ...HIGH, visible: false },
      { reasoning: { effort: 'max' }, include: INCLUDE, temperature: 1, warnings: [] },
    ],
  ])('%s, %o', (model, reasoning, expected) => {
    expect(wanted(reasoning, model)).toEqual(expected)
  })
})
