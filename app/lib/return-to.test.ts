import { describe, expect, it } from 'vitest'
import { safeReturnTo } from './return-to'

describe('safeReturnTo', () => {
  it.each(['/', '/providers', '/requests?status=error&cursor=a%2Fb'])('keeps %s', (path) => {
    expect(safeReturnTo(path)).toBe(path)
  })

  it.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/\t/evil',
    '',
    null,
    3,
  ])('sends %s home', (path) => {
    expect(safeReturnTo(path)).toBe('/')
  })
})
