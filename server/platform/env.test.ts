import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readEnv } from './env'

const failure = (source: Record<string, string>): string => {
  try {
    readEnv(source)
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

describe('the environment', () => {
  it('may be empty, and blank is unset', () => {
    const blank = { HOST: '', PORT: ' ', DATABASE_URL: '', MASTER_KEY: '', ADMIN_TOKEN: '\t', ALLOW_HTTP: '' }
    expect(readEnv(blank)).toEqual(readEnv({}))
    expect(readEnv({})).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 23_000,
      DATA_DIR: 'data',
      ALLOW_HTTP: false,
      TRUSTED_PROXIES: [],
      settingOverrides: {},
    })
  })

  it('is read', () => {
    const [a, b] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')]
    expect(
      readEnv({
        PORT: '0',
        MASTER_KEY: `${a}, ${b}`,
        TRUSTED_PROXIES: '10.0.0.0/8, ::1',
        ALLOW_HTTP: '1',
        SETTING_CLIENT_GONE_DRAIN_MS: '5',
        DATABASE_URL: 'postgres://h/d',
      }),
    ).toMatchObject({
      PORT: 0,
      MASTER_KEY: [a, b],
      TRUSTED_PROXIES: ['10.0.0.0/8', '::1'],
      ALLOW_HTTP: true,
      settingOverrides: { clientGoneDrainMs: '5' },
    })
  })

  it('names every bad field at once', () => {
    const bad = {
      PORT: '70000',
      DATABASE_URL: 'mongodb://x',
      ADMIN_TOKEN: 'short',
      MASTER_KEY: 'bm90IDMyIGJ5dGVz',
      PUBLIC_URL: 'ftp://x',
      TRUSTED_PROXIES: '10.0.0.0/99',
      ALLOW_HTTP: 'maybe',
      LOG_LEVEL: 'loud',
      NODE_ENV: 'staging',
      TLS_CERT_FILE: 'cert.pem',
    }
    const message = failure(bad)
    for (const name of Object.keys(bad)) expect(message).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'))
  })

  it.each([
    ['a published token', { ADMIN_TOKEN: 'changeme-changeme' }],
    ['a master key of one byte', { MASTER_KEY: Buffer.alloc(32).toString('base64') }],
    ['a master key too short', { MASTER_KEY: randomBytes(16).toString('base64') }],
    ['a list of no master keys', { MASTER_KEY: ',' }],
    ['one half of TLS', { TLS_KEY_FILE: 'key.pem' }],
  ])('refuses %s', (_, source) => {
    expect(failure(source)).toContain(Object.keys(source)[0]!.replace('KEY_FILE', ''))
  })

  it('does not repeat a secret that it refuses', () => {
    expect(failure({ ADMIN_TOKEN: 'zq7-secret', MASTER_KEY: 'zq7-secret' })).not.toContain('zq7')
  })
})
