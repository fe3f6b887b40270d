import { expect, it } from 'vitest'
import { formatAgo } from './format-ago'

const now = Date.parse('2026-03-10T12:00:00Z')

it.each([
  ['2026-03-10T12:00:05Z', 'now'],
  ['2026-03-10T11:59:30Z', '30 seconds ago'],
  ['2026-03-10T11:01:00Z', '59 minutes ago'],
  ['2026-03-10T09:00:00Z', '3 hours ago'],
  ['2026-03-09T11:00:00Z', 'yesterday'],
  ['2025-12-01T12:00:00Z', '3 months ago'],
  ['2023-01-01T12:00:00Z', '3 years ago'],
])('%s was %s', (iso, text) => {
  expect(formatAgo('en', iso, now)).toBe(text)
})

it('speaks the language of the reader', () => {
  expect(formatAgo('zh-CN', '2026-03-10T09:00:00Z', now)).toBe('3小时前')
  expect(formatAgo('ar', '2026-03-10T09:00:00Z', now)).toBe('قبل 3 ساعات')
})
