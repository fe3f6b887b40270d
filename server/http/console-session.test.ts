import { describe, expect, it } from 'vitest'
import { createSecrets } from '#server/platform/secrets'
import { readSession, sessionCookie } from './console-session'

const nowMs = 1_700_000_000_000
const secrets = createSecrets({
  masterKeys: [Buffer.alloc(32, 7).toString('base64')],
  adminToken: 'right-token',
})
const value = secrets.signSession({ role: 'admin', expiresAtMs: nowMs + 1_000 })
const read = (cookieHeader: string | undefined, at = nowMs) =>
  readSession({ cookieHeader, secrets, nowMs: at })

describe('the session cookie', () => {
  it('is out of reach of scripts and other sites, and of plain HTTP when the hub speaks TLS', () => {
    expect(sessionCookie({ value, maxAgeSeconds: 43_200, secure: true })).toBe(
      `cch_session=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure`,
    )
    expect(sessionCookie({ value, maxAgeSeconds: 43_200, secure: false })).not.toContain('Secure')
  })

  it('is found among other cookies', () => {
    expect(read(`a=b; cch_session=${value}; theme=dark`)).toEqual({ role: 'admin' })
  })

  it.each([
    ['no header', undefined],
    ['no such cookie', 'theme=dark'],
    ['an empty one', 'cch_session='],
    ['a forged one', `cch_session=${value.split('.')[0] ?? ''}.${'0'.repeat(64)}`],
    ['one of another name', `xcch_session=${value}`],
    ['junk', 'cch_session=%%%.%%%'],
  ])('counts for nothing: %s', (_case, header) => {
    expect(read(header)).toBeNull()
  })

  it('ends', () => {
    expect(read(`cch_session=${value}`, nowMs + 1_000)).toBeNull()
  })
})
