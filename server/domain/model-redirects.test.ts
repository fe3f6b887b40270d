import { describe, expect, it } from 'vitest'
import { modelRedirectSchema, redirectModel } from './model-redirects'
import type { ModelRedirect } from './provider'

const rule = (match: ModelRedirect['match'], from: string, to: string): ModelRedirect => ({ match, from, to })

describe('redirectModel', () => {
  it.each<[ModelRedirect, string, string]>([
    [rule('exact', 'a', 'x'), 'a', 'x'],
    [rule('exact', 'a', 'x'), 'ab', 'ab'],
    [rule('prefix', 'claude-', 'x'), 'claude-opus', 'x'],
    [rule('prefix', 'claude-', 'x'), 'my-claude-opus', 'my-claude-opus'],
    [rule('suffix', '-latest', 'x'), 'opus-latest', 'x'],
    [rule('suffix', '-latest', 'x'), 'opus-latest-2', 'opus-latest-2'],
    [rule('contains', 'opus', 'x'), 'claude-opus-4', 'x'],
    [rule('contains', 'opus', '$1 $$'), 'claude-opus-4', '$1 $$'],
    [rule('pattern', 'opus', 'x'), 'claude-opus-4', 'x'],
    [rule('pattern', '^opus', 'x'), 'claude-opus-4', 'claude-opus-4'],
    [
      rule('pattern', '^claude-(opus|sonnet)-(.+)$', 'anthropic/$1.$2'),
      'claude-opus-4-1',
      'anthropic/opus.4-1',
    ],
    [rule('pattern', '(\\d+)-(\\d+)', 'v$1.$2 of $0'), 'claude-4-1-x', 'v4.1 of 4-1'],
    [rule('pattern', '(a)|(b)', 'x$1$2'), 'b', 'xb'],
    [rule('pattern', '(a+)', '$$$1$'), 'aa', '$aa$'],
    [rule('pattern', '^(x?)', '$1'), 'aa', 'aa'],
    [rule('pattern', '(', 'x'), '(', '('],
    [rule('pattern', '.', 'x'), 'a'.repeat(501), 'a'.repeat(501)],
  ])('%j makes of %s: %s', (redirect, model, expected) => {
    expect(redirectModel([redirect], model)).toBe(expected)
  })

  it('lets the first that matches decide', () => {
    const rules = [rule('exact', 'ab', '1'), rule('prefix', 'a', '2'), rule('contains', 'b', '3')]
    expect(['ab', 'ac', 'xb', 'x'].map((model) => redirectModel(rules, model))).toEqual(['1', '2', '3', 'x'])
    expect(redirectModel([], 'x')).toBe('x')
  })

  it('takes next to no time for many patterns', () => {
    const rules = Array.from({ length: 50 }, (_, i) => rule('pattern', `^model-${String(i)}-(.*)$`, 'x-$1'))
    redirectModel(rules, 'model-49-a')
    const startedMs = performance.now()
    for (let i = 0; i < 1_000; i++) redirectModel(rules, 'model-49-a')
    expect(performance.now() - startedMs).toBeLessThan(500)
  })
})

describe('modelRedirectSchema', () => {
  it('is exact unless it says otherwise, and trims', () => {
    expect(modelRedirectSchema.parse({ from: ' a ', to: 'b ' })).toEqual(rule('exact', 'a', 'b'))
  })

  it.each<[unknown, string, string]>([
    [
      { match: 'regex', from: 'a', to: 'b' },
      'match',
      'must be one of exact, prefix, suffix, contains, pattern',
    ],
    [{ from: 'a' }, 'to', 'is required'],
    [{ from: ' ', to: 'b' }, 'from', 'must not be empty'],
    [{ from: 'a'.repeat(201), to: 'b' }, 'from', 'must not be longer than 200 characters'],
    [{ match: 'pattern', from: 'a'.repeat(501), to: 'b' }, 'from', 'must not be longer than 500 characters'],
    [{ from: 'a', to: 'b'.repeat(201) }, 'to', 'must not be longer than 200 characters'],
    [{ match: 'pattern', from: '(', to: 'b' }, 'from', 'is not a valid RE2 pattern: missing closing )'],
    [{ match: 'pattern', from: '(a)', to: '$2' }, 'to', 'names the group $2, but the pattern has 1'],
  ])('refuses %j', (value, path, message) => {
    expect(modelRedirectSchema.safeParse(value).error?.issues).toMatchObject([{ path: [path], message }])
  })

  it('takes groups that are there, and dollars that are meant', () => {
    const good = rule('pattern', '(a)(b)', '$2 $1 $0 $$9')
    expect(modelRedirectSchema.parse(good)).toEqual(good)
    expect(modelRedirectSchema.parse(rule('prefix', 'a', '$9'))).toEqual(rule('prefix', 'a', '$9'))
  })
})
