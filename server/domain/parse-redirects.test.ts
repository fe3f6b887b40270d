import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_IMPORT_LENGTH, parseRedirects } from './parse-redirects'
import type { ModelRedirect } from './provider'

const rule = (match: ModelRedirect['match'], from: string, to: string): ModelRedirect => ({ match, from, to })
const MATCHES = 'exact, prefix, suffix, contains, pattern'
const A_B = rule('exact', 'a', 'b')

describe('parseRedirects of CSV', () => {
  it.each<[string, string, ModelRedirect[]]>([
    ['three columns', 'prefix,a,b\nexact,c,d', [rule('prefix', 'a', 'b'), rule('exact', 'c', 'd')]],
    ['two columns', 'a,b\n', [A_B]],
    ['a line of names', 'match,from,to\nsuffix,a,b', [rule('suffix', 'a', 'b')]],
    ['names in any order and letter case', 'To, From\r\nb, a\r\n', [A_B]],
    ['a blank match', 'match,from,to\n,a,b', [A_B]],
    ['a byte order mark', '\uFEFFfrom,to\na,b', [A_B]],
    ['old line ends', 'a,b\rc,d', [A_B, rule('exact', 'c', 'd')]],
    ['blank lines', '\n\na,b\n \n,\n', [A_B]],
    ['quotes', 'pattern,"^a{1,2}$","say ""$0"""', [rule('pattern', '^a{1,2}$', 'say "$0"')]],
    ['blanks around quotes', ' "a" , "b" ', [A_B]],
    ['nothing', '', []],
    ['a line of names alone', 'from,to', []],
  ])('%s', (_, text, rules) => {
    expect(parseRedirects(text, 'csv')).toEqual({ rules, problems: [] })
  })

  it('says which line is wrong, and reads the others', () => {
    const lines = [
      'match,from,to',
      'exact,a,b',
      'glob,c,d',
      'exact,"x',
      'y",z',
      'exact,e',
      'exact,,f',
      'pattern,(,g',
      'exact,a,other',
      '"h"i,j,k',
      'suffix,l,m',
      'exact,"n',
    ]
    expect(parseRedirects(lines.join('\r\n'), 'csv')).toEqual({
      rules: [A_B, rule('exact', 'x\r\ny', 'z'), rule('suffix', 'l', 'm')],
      problems: [
        {
          ...{ line: 3, message: 'match must be one of exact, prefix, suffix, contains, pattern' },
          ...{ field: 'match', rule: { code: 'oneOf', values: { allowed: MATCHES } } },
        },
        {
          ...{ line: 6, message: 'has 2 columns, expected match,from,to' },
          rule: { code: 'columns', values: { found: 2, expected: 'match,from,to' } },
        },
        { line: 7, message: 'from must not be empty', field: 'from', rule: { code: 'required' } },
        {
          ...{ line: 8, message: 'from is not a valid RE2 pattern: missing closing )' },
          ...{ field: 'from', rule: { code: 'patternSyntax', values: { reason: 'missing closing )' } } },
        },
        { line: 9, message: 'repeats line 2', rule: { code: 'repeatsLine', values: { line: 2 } } },
        { line: 10, message: 'has text after a closing quote', rule: { code: 'textAfterQuote' } },
        { line: 12, message: 'has a quote that is never closed', rule: { code: 'openQuote' } },
      ],
    })
  })

  it('names a column that it does not know', () => {
    expect(parseRedirects('from,to,note\na,b,c', 'csv').problems).toMatchObject([
      { line: 2, message: /note/ },
    ])
  })

  it('reads back whatever is written with quotes', () => {
    const cell = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text.trim() === text)
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(cell, cell), { selector: ([from]) => from }), (pairs) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
        const text = pairs.map(([from, to]) => `exact,${quoted(from)},${quoted(to)}`).join('\r\n')
        expect(parseRedirects(text, 'csv')).toEqual({
          rules: pairs.map(([from, to]) => rule('exact', from, to)),
          problems: [],
        })
      }),
    )
  })
})

describe('parseRedirects of JSON', () => {
  it.each<[string, string, ModelRedirect[]]>([
    [
      'a list',
      '[{"match":"prefix","from":"a","to":"b"},{"from":"c","to":"d"}]',
      [rule('prefix', 'a', 'b'), rule('exact', 'c', 'd')],
    ],
    ['an object', '{"a":"b","c":"d"}', [A_B, rule('exact', 'c', 'd')]],
    [
      'an object in its order, whatever the names',
      '{"10":"b","2":"d","__proto__":"e"}',
      [rule('exact', '10', 'b'), rule('exact', '2', 'd'), rule('exact', '__proto__', 'e')],
    ],
    ['a byte order mark and escapes', '\uFEFF { "\\u0061" : "b" } ', [A_B]],
    ['nothing', '[]', []],
  ])('%s', (_, text, rules) => {
    expect(parseRedirects(text, 'json')).toEqual({ rules, problems: [] })
  })

  it('says which line is wrong, and reads the others', () => {
    const text =
      '[\n  {"from": "a", "to": "b"},\n\n  {"from": "c",\n   "to": 1},\n  7, {"from":"a","to":"x"}\n]'
    expect(parseRedirects(text, 'json')).toEqual({
      rules: [A_B],
      problems: [
        { line: 4, message: expect.stringMatching(/^to /) as unknown, field: 'to' },
        { line: 6, message: expect.any(String) as unknown, field: '' },
        { line: 6, message: 'repeats line 2', rule: { code: 'repeatsLine', values: { line: 2 } } },
      ],
    })
    expect(parseRedirects('{\n"a":"b",\n"a":"c"}', 'json')).toEqual({
      rules: [A_B],
      problems: [{ line: 3, message: 'repeats line 2', rule: { code: 'repeatsLine', values: { line: 2 } } }],
    })
  })

  it.each([
    ['', 1],
    ['[', 1],
    ['[\n{"from":"a",\n}]', 3],
    ['[\n{"from":"a"}\n{"from":"b"}]', 3],
    ['[1,\n]', 2],
    ['["\n"]', 1],
    ['[]\n\n]', 3],
    ['{"a" "b"}', 1],
    ['[01]', 1],
    ['['.repeat(200) + ']'.repeat(200), 1],
  ])('says where %j stops being JSON', (text, line) => {
    expect(parseRedirects(text, 'json')).toEqual({
      rules: [],
      problems: [{ line, message: 'is not JSON from here on', rule: { code: 'notJson' } }],
    })
  })

  it('takes JSON for JSON, and nothing else', () => {
    const broken = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '}', ']', '\n', 'x'))
      .map(
        ([text, at, piece]) =>
          text.slice(0, at % (text.length + 1)) + piece + text.slice((at % (text.length + 1)) + 1),
      )
    fc.assert(
      fc.property(fc.oneof(fc.json({ maxDepth: 5 }), broken), (text) => {
        const isJson = (() => {
          try {
            JSON.parse(text)
            return true
          } catch {
            return false
          }
        })()
        const { problems } = parseRedirects(text, 'json')
        expect(problems.some(({ message }) => message.includes('is not JSON'))).toBe(!isJson)
      }),
      { numRuns: 1_000 },
    )
  })

  it('refuses what is no list of rules, and what is too much', () => {
    expect(parseRedirects('"a"', 'json').problems).toEqual([
      { line: 1, message: 'must be a list of rules or an object', rule: { code: 'notListOrObject' } },
    ])
    expect(parseRedirects(' '.repeat(MAX_IMPORT_LENGTH + 1), 'json').problems).toHaveLength(1)
    const many = Array.from({ length: 700 }, (_, i) => `m${String(i)},x`).join('\n')
    const { rules, problems } = parseRedirects(many, 'csv')
    expect(rules).toHaveLength(500)
    expect(problems).toHaveLength(100)
    expect(problems[0]).toEqual({
      ...{ line: 501, message: 'a provider has no more than 500 rules' },
      rule: { code: 'mostRules', values: { max: 500 } },
    })
  })
})
