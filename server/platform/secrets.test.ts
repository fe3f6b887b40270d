import { describe, expect, it } from 'vitest'
import { createSecrets, equalText, looksLikeApiKey } from './secrets'

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64')
const make = (...masterKeys: string[]) => createSecrets({ masterKeys, adminToken: 'admin-token-1' })

describe('sealing', () => {
  it('opens what it sealed, and seals the same text differently each time', () => {
    const secrets = make(key(1))
    const sealed = [secrets.seal('Grüße 🌍'), secrets.seal('Grüße 🌍')]
    expect(sealed[0]).not.toBe(sealed[1])
    expect(sealed.map((text) => secrets.open(text))).toEqual(['Grüße 🌍', 'Grüße 🌍'])
    expect(sealed[0]).not.toContain('Gr')
    expect(secrets.open(secrets.seal(''))).toBe('')
  })

  it('after a rotation opens the old and seals with the new', () => {
    const before = make(key(1)).seal('x')
    const rotated = make(key(2), key(1))
    expect(rotated.open(before)).toBe('x')
    const after = rotated.seal('x')
    expect(make(key(2)).open(after)).toBe('x')
    expect(() => make(key(1)).open(after)).toThrow(/master key [\da-f]{8}/)
  })

  it('refuses what was changed, anywhere', () => {
    const secrets = make(key(1))
    const sealed = secrets.seal('secret')
    const parts = sealed.split('.')
    for (let part = 2; part < parts.length; part++) {
      const bytes = Buffer.from(parts[part] ?? '', 'base64url')
      for (let at = 0; at < bytes.length; at++) {
        const changed = Buffer.from(bytes)
        changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
        const text = parts.map((old, i) => (i === part ? changed.toString('base64url') : old)).join('.')
        expect(() => secrets.open(text)).toThrow()
      }
    }
  })

  it.each(['', 'v1', 'v2.a.b.c', 'plain text', 'v1....'])('refuses what it never sealed: %j', (text) => {
    expect(() => make(key(1)).open(text)).toThrow()
  })

  it('refuses a shortened tag', () => {
    const secrets = make(key(1))
    const [version, id, iv, body = ''] = secrets.seal('secret').split('.')
    const short = Buffer.from(body, 'base64url').subarray(0, -8).toString('base64url')
    expect(() => secrets.open([version, id, iv, short].join('.'))).toThrow()
  })
})

describe('API keys', () => {
  it('have the promised shape, never twice', () => {
    const secrets = make(key(1))
    const made = Array.from({ length: 100 }, () => secrets.generateApiKey())
    expect(new Set(made.map((one) => one.key)).size).toBe(100)
    for (const one of made) {
      expect(looksLikeApiKey(one.key)).toBe(true)
      expect(one.key).toMatch(/^sk-cch-[A-Za-z\d]{12}-[A-Za-z\d]{40}$/)
      expect(one.key.startsWith(`${one.prefix}-`)).toBe(true)
      expect(one.key.endsWith(one.last4)).toBe(true)
      expect(one.digest).toBe(secrets.digestKey(one.key))
      expect(one.digest).toMatch(/^[\da-f]{64}$/)
    }
  })

  it('have digests that depend on the master key, older ones included', () => {
    expect(make(key(2)).digestKey('k')).not.toBe(make(key(1)).digestKey('k'))
    expect(make(key(2), key(1)).olderDigests('k')).toEqual([make(key(1)).digestKey('k')])
    expect(make(key(2)).olderDigests('k')).toEqual([])
  })

  it.each([
    '',
    'sk-cch-',
    'sk-cch-short-x',
    `sk-cch-${'a'.repeat(12)}-${'b'.repeat(39)}`,
    ` sk-cch-${'a'.repeat(12)}-${'b'.repeat(40)}`,
    `sk-cch-${'a'.repeat(12)}-${'b'.repeat(40)}\n`,
  ])('are not %j', (text) => {
    expect(looksLikeApiKey(text)).toBe(false)
  })
})

describe('console sessions', () => {
  const session = { role: 'admin' as const, expiresAtMs: 1_000 }

  it('hold until they expire', () => {
    const secrets = make(key(1))
    const token = secrets.signSession(session)
    expect(secrets.verifySession(token, 999)).toEqual(session)
    expect(secrets.verifySession(token, 1_000)).toBeNull()
  })

  it('end with the admin token or the master key they were made under', () => {
    const token = make(key(1)).signSession(session)
    expect(createSecrets({ masterKeys: [key(1)], adminToken: 'another' }).verifySession(token, 0)).toBeNull()
    expect(make(key(2)).verifySession(token, 0)).toBeNull()
  })

  it('cannot be forged', () => {
    const secrets = make(key(1))
    const [, signature = ''] = secrets.signSession(session).split('.')
    const longer = Buffer.from(JSON.stringify({ ...session, expiresAtMs: 9e15 })).toString('base64url')
    for (const token of ['', '.', 'x.y', `${longer}.${signature}`, `${longer}.`])
      expect(secrets.verifySession(token, 0)).toBeNull()
  })
})

it('compares secrets', () => {
  expect(make(key(1)).isAdminToken('admin-token-1')).toBe(true)
  for (const wrong of ['', 'admin-token-2', 'admin-token-11'])
    expect(make(key(1)).isAdminToken(wrong)).toBe(false)
  expect([equalText('ä', 'ä'), equalText('a', 'b'), equalText('a', 'aa'), equalText('', '')]).toEqual([
    true,
    false,
    false,
    true,
  ])
})

it('needs a master key', () => {
  expect(() => make()).toThrow(/master key/)
})
