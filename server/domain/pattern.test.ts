import { describe, expect, it } from 'vitest'
import { countGroups, matchesPattern, matchGroups, MAX_PATTERN_LENGTH, patternProblem } from './pattern'

describe('patternProblem', () => {
  it.each([
    ['', 'must not be empty'],
    ['a'.repeat(MAX_PATTERN_LENGTH + 1), 'must not be longer than 500 characters'],
    ['(a', 'is not a valid RE2 pattern: missing closing )'],
    ['*a', 'is not a valid RE2 pattern: missing argument to repetition operator'],
    ['(a)\\1', 'is not a valid RE2 pattern: invalid escape sequence'],
    ['(?<=a)b', 'is not a valid RE2 pattern: invalid named capture'],
    ['a{1001}', 'is not a valid RE2 pattern: invalid repeat count'],
    ['[ab]{900}', 'is too complex: use smaller repetitions'],
  ])('of %j: %s', (source, problem) => {
    expect(patternProblem(source)?.message).toBe(problem)
    expect(matchesPattern(source, source)).toBe(false)
    expect(matchGroups(source, source)).toBeNull()
    expect(countGroups(source)).toBe(0)
  })

  it.each(['a', '^claude-(opus|sonnet)-(.*)$', '(?i)quota', '\\p{L}+', '.{100}'])('of %j: none', (source) => {
    expect(patternProblem(source)).toBeNull()
    expect(patternProblem(source, { ignoreCase: true })).toBeNull()
  })
})

describe('matchesPattern', () => {
  it('looks anywhere unless the pattern is anchored, and minds letter case unless told otherwise', () => {
    expect(matchesPattern('b+', 'abbc')).toBe(true)
    expect(matchesPattern('^b+', 'abbc')).toBe(false)
    expect(matchesPattern('B', 'abbc')).toBe(false)
    expect(matchesPattern('B', 'abbc', { ignoreCase: true })).toBe(true)
  })

  it('is not stopped by patterns that stop a backtracking engine', () => {
    const text = 'a'.repeat(20_000)
    const startedMs = performance.now()
    for (const source of ['(a+)+$b', '(a|a)*b', '(.*a){10}b', '([a-z]+)*!', '(a?){50}a{50}b'])
      expect(matchesPattern(source, text)).toBe(false)
    expect(performance.now() - startedMs).toBeLessThan(2_000)
  })

  it('goes on working when more patterns come than are kept', () => {
    for (let i = 0; i < 1_500; i++) expect(matchesPattern(`^${String(i)}$`, String(i))).toBe(true)
    expect(matchesPattern('^0$', '0')).toBe(true)
  })
})

describe('matchGroups', () => {
  it('gives what was found, and an empty text for a group without a part in it', () => {
    expect(matchGroups('(a)|(b)', 'xb')).toEqual(['b', '', 'b'])
    expect(matchGroups('c', 'xb')).toBeNull()
    expect(countGroups('(a)|(b)')).toBe(2)
  })
})
