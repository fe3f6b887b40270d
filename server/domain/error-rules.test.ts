import { describe, expect, it } from 'vitest'
import { BUILTIN_PRIORITY } from './builtin-error-rules'
import { errorRuleSchema, findErrorRule } from './error-rules'
import type { ErrorRule, ErrorRuleConditions, FailedAnswer } from './error-rules'

const answer = (overrides: Partial<FailedAnswer> = {}): FailedAnswer => ({
  status: 400,
  errorType: null,
  body: '{"error":{"type":"some_error","message":"The Quota is gone"}}',
  dialect: 'claude',
  ...overrides,
})

const rule = (
  id: string,
  when: Partial<ErrorRuleConditions>,
  overrides: Partial<ErrorRule> = {},
): ErrorRule => ({
  id,
  name: id,
  priority: 100,
  enabled: true,
  builtin: false,
  conditions: { statuses: [], errorTypes: [], bodyPattern: null, dialects: [], ...when },
  retry: true,
  switchProvider: true,
  breaker: false,
  override: null,
  ...overrides,
})

describe('findErrorRule', () => {
  it.each<[Partial<ErrorRuleConditions>, Partial<FailedAnswer>, boolean]>([
    [{}, {}, true],
    [{ statuses: ['400'] }, {}, true],
    [{ statuses: ['401', '4xx'] }, {}, true],
    [{ statuses: ['5XX'] }, { status: 599 }, true],
    [{ statuses: ['500-503'] }, { status: 503 }, true],
    [{ statuses: ['500-503'] }, { status: 504 }, false],
    [{ statuses: ['500-503'] }, { status: 500 }, true],
    [{ statuses: ['400'] }, { status: null }, false],
    [{ statuses: ['nonsense'] }, {}, false],
    [{ errorTypes: ['other', 'SOME_ERROR'] }, {}, true],
    [{ errorTypes: ['other'] }, {}, false],
    [{ errorTypes: ['given'] }, { errorType: 'Given' }, true],
    [{ errorTypes: ['given'] }, { errorType: 'given', body: 'a message' }, true],
    [{ bodyPattern: 'quota (is|was) gone' }, {}, true],
    [{ bodyPattern: '^quota' }, {}, false],
    [{ bodyPattern: '(' }, {}, false],
    [{ bodyPattern: 'end$' }, { body: `${'x'.repeat(20_000)}end` }, false],
    [{ dialects: ['claude', 'gemini'] }, {}, true],
    [{ dialects: ['gemini'] }, {}, false],
    [{ statuses: ['400'], errorTypes: ['some_error'], bodyPattern: 'quota', dialects: ['claude'] }, {}, true],
    [
      { statuses: ['401'], errorTypes: ['some_error'], bodyPattern: 'quota', dialects: ['claude'] },
      {},
      false,
    ],
  ])('%j of %j: %s', (conditions, said, expected) => {
    expect(findErrorRule([rule('r', conditions)], answer(said)) !== null).toBe(expected)
  })

  it('takes the lowest priority number, then the lowest id, of those that are enabled', () => {
    const rules = [
      rule('d', {}, { priority: 2 }),
      rule('c', {}, { priority: 1 }),
      rule('b', {}, { priority: 1 }),
      rule('a', {}, { priority: 0, enabled: false }),
      rule('z', { statuses: ['500'] }, { priority: -1 }),
    ]
    expect(findErrorRule(rules, answer())?.id).toBe('b')
    expect(findErrorRule([...rules].reverse(), answer())?.id).toBe('b')
    expect(findErrorRule(rules, answer({ status: 500 }))?.id).toBe('z')
    expect(findErrorRule([], answer())).toBeNull()
  })
})

describe('errorRuleSchema', () => {
  const good = {
    name: 'n',
    conditions: { statuses: ['429'] },
    retry: true,
    switchProvider: true,
    breaker: false,
  }

  it('fills in what is usual, before the built-in rules', () => {
    expect(errorRuleSchema.parse(good)).toEqual({
      ...good,
      priority: 100,
      enabled: true,
      conditions: { statuses: ['429'], errorTypes: [], bodyPattern: null, dialects: [] },
      override: null,
    })
    expect(errorRuleSchema.parse(good).priority).toBeLessThan(BUILTIN_PRIORITY)
  })

  it.each<[unknown, string, string]>([
    [{ ...good, name: ' ' }, 'name', 'must not be empty'],
    [
      { ...good, conditions: {} },
      'conditions',
      'must name a status, an error type or a body pattern; for every error write the status 400-599',
    ],
    [
      { ...good, conditions: { statuses: ['6xx'] } },
      'conditions.statuses.0',
      'must be a status such as 429, 5xx or 500-503',
    ],
    [
      { ...good, conditions: { statuses: ['503-500'] } },
      'conditions.statuses.0',
      'must be a status such as 429, 5xx or 500-503',
    ],
    [
      { ...good, conditions: { bodyPattern: '(' } },
      'conditions.bodyPattern',
      'is not a valid RE2 pattern: missing closing )',
    ],
    [{ ...good, conditions: { bodyPattern: '' } }, 'conditions.bodyPattern', 'must not be empty'],
    [
      { ...good, conditions: { statuses: ['429'], dialects: ['x'] } },
      'conditions.dialects.0',
      'must be one of claude, openai-chat, codex-responses, gemini',
    ],
    [
      { ...good, retry: false },
      'switchProvider',
      'needs retry: without another attempt there is no other provider',
    ],
    [
      { ...good, override: { status: 200, message: 'm' } },
      'override.status',
      'must be a status from 400 to 599',
    ],
    [{ ...good, override: { status: 429, message: '' } }, 'override.message', 'must not be empty'],
  ])('refuses %j', (value, path, message) => {
    const issues = errorRuleSchema.safeParse(value).error?.issues ?? []
    expect(issues.map((issue) => [issue.path.join('.'), issue.message])).toEqual([[path, message]])
  })
})
