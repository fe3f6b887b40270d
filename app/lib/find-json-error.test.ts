import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findJsonError } from './find-json-error'

describe('where a text stops being JSON', () => {
  it.each([
    ['', 1, 1],
    ['{"a": 1,}', 1, 9],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ['{"a": [1, 2}', 1, 12],
    ['{"a"', 1, 5],
    ["{'a': 1}", 1, 2],
    ['{"a": "x\ny"}', 1, 7],
    ['{} {}', 1, 4],
    ['[01]', 1, 2],
    ['[1.]', 1, 2],
    ['nil', 1, 1],
    ['[1, 2] // done', 1, 8],
  ])('%j: line %i, column %i', (text, line, column) => {
    expect(findJsonError(text)).toEqual({ line, column })
  })

  it('is nowhere in JSON', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 2), (json, indent) => {
        expect(findJsonError(JSON.stringify(JSON.parse(json), null, indent))).toBeNull()
      }),
    )
  })

  it('is somewhere exactly when the engine refuses the text', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-',
      '.5',
      'e3',
      'true',
      ' ',
      '\\',
      '"',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 9 }), (texts) => {
        const text = texts.join('')
        expect(findJsonError(text) === null, text).toBe(parses(text))
      }),
      { numRuns: 2_000 },
    )
  })

  it('finds its way through a long string', () => {
    expect(findJsonError(`{"image": "${'A'.repeat(2_000_000)}"`)).toEqual({ line: 1, column: 2_000_013 })
  })
})

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
