import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileWords, NO_WORDS, wordRuleSchema } from './sensitive-words'
import type { WordRule } from './sensitive-words'
import { buildAutomaton } from './sensitive-words-automaton'

const rule = (pattern: string, fields: Partial<WordRule> = {}): WordRule => ({
  id: pattern,
  pattern,
  match: 'contains',
  caseSensitive: false,
  ...fields,
})

/** The rules that a text breaks, those that only hide there with a tilde. */
const broken = (text: string, ...rules: WordRule[]): string[] =>
  compileWords(rules)
    .findAll(text)
    .map((hit) => `${hit.evasion ? '~' : ''}${hit.rule.id}`)

const ZERO_WIDTH = String.fromCodePoint(0x200b)
const SOFT_HYPHEN = String.fromCodePoint(0xad)

describe('literals', () => {
  it('are found anywhere, in any letter case unless that counts', () => {
    expect(broken('a SeCrEt thing', rule('secret'))).toEqual(['secret'])
    expect(broken('a SeCrEt thing', rule('secret', { caseSensitive: true }))).toEqual([])
    expect(broken('a secret thing', rule('secret', { caseSensitive: true }))).toEqual(['secret'])
    expect(broken('ΟΔΥΣΣΕΥΣ', rule('οδυσσευς'))).toEqual(['οδυσσευς'])
    expect(broken('请问机密文件', rule('机密'))).toEqual(['机密'])
  })

  it('that overlap or end in each other are all found', () => {
    const rules = ['he', 'she', 'hers', 'his', 'ushers'].map((word) => rule(word))
    expect(broken('USHERS', ...rules)).toEqual(['he', 'she', 'hers', 'ushers'])
  })

  it('are whole words when that is asked for', () => {
    const exact = rule('cat', { match: 'exact' })
    for (const text of ['cat', 'a cat.', '(cat)', 'cat 的', '猫cat猫'])
      expect(broken(text, exact)).toEqual(['cat'])
    for (const text of ['concat', 'cats', 'cat_1', 'écat']) expect(broken(text, exact)).toEqual([])
    expect(broken('这是机密文件', rule('机密', { match: 'exact' }))).toEqual(['机密'])
    expect(broken('use c++ here', rule('c++', { match: 'exact' }))).toEqual(['c++'])
  })

  it('agree with a search word by word', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'B', 'c', 'é', '字', ' '), maxLength: 60 })
    const words = fc.uniqueArray(
      fc.string({ unit: fc.constantFrom('a', 'b', 'C', 'é', '字'), minLength: 1, maxLength: 5 }),
      { minLength: 1, maxLength: 20 },
    )
    fc.assert(
      fc.property(texts, words, (text, literals) => {
        const found = new Set<number>()
        buildAutomaton(literals).search(text, (index, end) => {
          const literal = literals[index] ?? ''
          expect(text.slice(end - literal.length, end).toLowerCase()).toBe(literal.toLowerCase())
          found.add(index)
          return false
        })
        const expected = literals.flatMap((literal, index) =>
          text.toLowerCase().includes(literal.toLowerCase()) ? [index] : [],
        )
        expect([...found].sort((a, b) => a - b)).toEqual(expected)
      }),
    )
  })

  it('are found as well by the states that have no row of their own', () => {
    // So many different characters that the table has room for a few states only.
    const literals = Array.from(
      { length: 6_000 },
      (_, i) => String.fromCharCode(0x4e00 + i).repeat(3) + 'end',
    )
    const automaton = buildAutomaton(literals)
    for (const index of [0, 17, 5_999]) {
      const found: number[] = []
      automaton.search(`x${literals[index] ?? ''}x`, (one) => found.push(one) < 0)
      expect(found).toEqual([index])
    }
  })
})

describe('evasions', () => {
  it.each([
    ['zero-width characters', `s${ZERO_WIDTH}ecr${ZERO_WIDTH}et`],
    ['soft hyphens', `sec${SOFT_HYPHEN}ret`],
    ['full-width letters', 'ｓｅｃｒｅｔ'],
    ['mathematical letters', '𝐬𝐞𝐜𝐫𝐞𝐭'],
  ])('by %s are seen through and told', (_name, text) => {
    expect(broken(`a ${text} b`, rule('secret'))).toEqual(['~secret'])
    expect(broken(`a ${text} b`, rule('sec[a-z]et', { match: 'regex' }))).toEqual(['~sec[a-z]et'])
  })

  it('are not what an honest text is', () => {
    expect(broken('café'.normalize('NFD'), rule('café'))).toEqual(['café'])
    expect(broken('ｓｅｃｒｅｔ', rule('ｓｅｃｒｅｔ'))).toEqual(['ｓｅｃｒｅｔ'])
    expect(broken(`secret ｓｅｃｒｅｔ`, rule('secret'))).toEqual(['secret'])
  })
})

describe('patterns', () => {
  it('run all at once, each with its own idea of letter case', () => {
    const rules = [
      rule('key-[0-9]{4}', { match: 'regex' }),
      rule('^TOP', { match: 'regex', caseSensitive: true }),
    ]
    expect(broken('TOP KEY-1234', ...rules)).toEqual(['key-[0-9]{4}', '^TOP'])
    expect(broken('top key-123', ...rules)).toEqual([])
  })

  it('that cannot be used match nothing', () => {
    expect(compileWords([rule('(', { match: 'regex' })])).toBe(NO_WORDS)
    expect(broken('secret', rule('(', { match: 'regex' }), rule('secret'))).toEqual(['secret'])
  })
})

it('the first hit of several texts is told', () => {
  const words = compileWords([rule('one'), rule('two')])
  expect(words.find(['neither', 'two', 'one'])).toMatchObject({ rule: { id: 'two' }, evasion: false })
  expect(words.find(['nothing'])).toBeNull()
})

it.each<[Partial<WordRule>, RegExp | null]>([
  [{ pattern: ' word ' }, null],
  [{ pattern: '' }, /must not be empty/],
  [{ pattern: ZERO_WIDTH }, /something that is seen/],
  [{ pattern: 'x'.repeat(201) }, /200 characters/],
  [{ pattern: 'a*', match: 'regex' }, /matches every text/],
  [{ pattern: '(?=x)', match: 'regex' }, /not a valid RE2 pattern/],
])('%j is held to what a rule can be', (fields, problem) => {
  const parsed = wordRuleSchema.safeParse(rule('x', fields))
  if (problem === null) expect(parsed.data).toMatchObject({ pattern: 'word' })
  else expect(parsed.error?.issues[0]?.message).toMatch(problem)
})
