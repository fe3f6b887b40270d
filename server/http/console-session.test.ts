import { describe, expect, it } from 'vitest'
import { readSessionCookie, sessionCookie } from './console-session'

const value = 'signed.session'

describe('the session cookie', () => {
  it('is out of reach of scripts and other sites, and of plain HTTP when the hub speaks TLS', () => {
    expect(sessionCookie({ value, maxAgeSeconds: 43_200, secure: true })).toBe(
      `cch_session=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure`,
    )
    expect(sessionCookie({ value, maxAgeSeconds: 43_200, secure: false })).not.toContain('Secure')
  })

  it('is found among other cookies', () => {
    expect(readSessionCookie(`a=b; cch_session=${value}; theme=dark`)).toBe(value)
  })

  it.each([
    ['no header', undefined],
    ['no such cookie', 'theme=dark'],
    ['one of another name', `xcch_session=${value}`],
  ])('is not there: %s', (_case, header) => {
    expect(readSessionCookie(header)).toBeNull()
  })
})
