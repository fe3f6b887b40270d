import { expect, it } from 'vitest'
import { readRetryAfter } from './retry-after'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const read = (headers: Record<string, string>) => readRetryAfter((name) => headers[name] ?? '', NOW)

it.each<[string, Record<string, string>, number | null]>([
  ['nothing', {}, null],
  ['seconds', { 'retry-after': '7' }, 7_000],
  ['a fraction of a second', { 'retry-after': '0.2' }, 1_000],
  ['a date', { 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30_000],
  ['a date that is over', { 'retry-after': 'Wed, 31 Dec 2025 00:00:30 GMT' }, 1_000],
  ['milliseconds, which are preferred', { 'retry-after-ms': '2500', 'retry-after': '9' }, 2_500],
  ['an endless pause, bounded', { 'retry-after': '999999' }, 3_600_000],
  ['nonsense', { 'retry-after': 'soon' }, null],
  [
    'Anthropic’s reset of what is used up',
    {
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': '2026-01-01T00:00:12Z',
      'anthropic-ratelimit-tokens-remaining': '5',
      'anthropic-ratelimit-tokens-reset': '2026-01-01T00:10:00Z',
    },
    12_000,
  ],
  [
    'OpenAI’s durations, the longest of those used up',
    {
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '20ms',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '6m0s',
    },
    360_000,
  ],
])('%s', (_, headers, expected) => {
  expect(read(headers)).toBe(expected)
})

it('is in the body where Google says it', () => {
  const body =
    '{"error":{"code":429,"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay": "34.07s"}]}}'
  expect(readRetryAfter(() => '', 0, body)).toBe(34_070)
  expect(readRetryAfter((name) => (name === 'retry-after' ? '7' : ''), 0, body)).toBe(7_000)
})
