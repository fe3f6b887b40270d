import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ERROR_TABLE, FAILURE_TABLE } from './errors'
import { failureOfStatus, statusOfWords } from './upstream-failures'

const RETRY = { switch: 'next provider', again: 'same one once more, then the next', none: 'no' }
const MARK = {
  cooldown: 'provider, as long as it asks',
  quarantine: 'its credential',
  model_cooldown: 'that model of it',
}

/** The table as people read it. */
const printed = Object.entries(FAILURE_TABLE).map(([kind, { retry, breaker, mark, code, means }]) =>
  [
    kind.replaceAll('_', ' '),
    means,
    RETRY[retry],
    breaker ? 'yes' : 'no',
    mark ? MARK[mark] : '',
    `${String(ERROR_TABLE[code].status)} ${code}`,
  ].join(' | '),
)

it('stands in the README as it is in force', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const rows = readme.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
      .join(' | '),
  )
  for (const row of printed) expect(rows).toContain(row)
})

describe('failureOfStatus', () => {
  it.each([
    [302, 'bad_answer'],
    [400, 'client_fault'],
    [401, 'credential'],
    [402, 'credential'],
    [403, 'credential'],
    [404, 'model'],
    [408, 'timeout_status'],
    [409, 'client_fault'],
    [413, 'client_fault'],
    [422, 'client_fault'],
    [429, 'rate_limited'],
    [500, 'server_error'],
    [503, 'overloaded'],
    [504, 'timeout_status'],
    [529, 'overloaded'],
    [599, 'server_error'],
  ])('%i is %s', (status, kind) => {
    expect(failureOfStatus(status)).toBe(kind)
  })
})

describe('statusOfWords', () => {
  it.each<[string[], number]>([
    [['overloaded_error'], 529],
    [['server_is_overloaded', 'server_error'], 503],
    [['unknown word', 'rate_limit_exceeded'], 429],
    [['503', 'UNAVAILABLE'], 503],
    [['RESOURCE_EXHAUSTED'], 429],
    [['12', 'nonsense'], 500],
    [[], 500],
  ])('%j is %i', (words, status) => {
    expect(statusOfWords(words)).toBe(status)
  })
})
