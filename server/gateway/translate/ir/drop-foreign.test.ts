import { describe, expect, it } from 'vitest'
import { assistant, requestOf, resultOf, user } from '../request-fixtures'
import { dropForeign } from './drop-foreign'
import type { MediaPart, UnknownPart } from './parts'

const file: MediaPart = {
  type: 'document',
  source: { kind: 'file', dialect: 'claude', id: 'file_1', mediaType: null },
  name: 'plan.pdf',
}
const search: UnknownPart = { type: 'unknown', dialect: 'claude', name: 'server_tool_use', raw: {} }

describe('what only another provider can read', () => {
  it('stays where its own provider is asked', () => {
    const request = requestOf([user(file), assistant(search)])
    expect(dropForeign(request, 'claude', () => undefined)).toEqual(request)
  })

  it('goes with a warning, in results as well; a file leaves its name', () => {
    const warnings: string[] = []
    const result = { ...resultOf('1'), content: [file, search, { type: 'text' as const, text: 'x' }] }
    const { turns } = dropForeign(requestOf([user(result, file), assistant(search, 'y')]), 'gemini', (code) =>
      warnings.push(code),
    )
    const left = { type: 'text' as const, text: '[The document plan.pdf is not available here.]' }
    expect(turns).toEqual([
      user({ ...result, content: [left, { type: 'text', text: 'x' }] }, left),
      assistant('y'),
    ])
    expect(new Set(warnings)).toEqual(new Set(['dropped_file', 'dropped_part']))
  })
})
