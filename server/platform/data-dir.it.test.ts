import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDataDir } from './data-dir'

let parent: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'cch-data-'))
})
afterEach(() => {
  rmSync(parent, { recursive: true })
})

const openAt = (name = 'data', given: { masterKey?: string; adminToken?: string } = {}) =>
  openDataDir({ path: join(parent, name), masterKey: given.masterKey, adminToken: given.adminToken })
const mode = (...names: string[]) => (statSync(join(parent, ...names)).mode & 0o777).toString(8)

describe('the data directory', () => {
  it('is made with its secrets, for its user alone', () => {
    const made = openAt()
    expect([mode('data'), mode('data', 'master.key'), mode('data', 'admin.token')]).toEqual([
      '700',
      '600',
      '600',
    ])
    expect(Buffer.from(made.masterKey, 'base64')).toHaveLength(32)
    expect(made.adminToken).toMatch(/^cch-admin-[\w-]{32}$/)
    expect(made.madeAdminToken).toBe(true)
  })

  it('keeps its secrets from boot to boot', () => {
    const first = openAt()
    writeFileSync(first.databaseFile, '')
    expect(openAt()).toEqual({ ...first, madeAdminToken: false })
    expect(openAt('other', { adminToken: 'a given admin token' }).madeAdminToken).toBe(false)
  })

  it('is closed to others when it was open', () => {
    openAt()
    chmodSync(join(parent, 'data'), 0o755)
    openAt()
    expect(mode('data')).toBe('700')
  })

  it('holds nothing that the configuration gave', () => {
    const given = { masterKey: 'given-key', adminToken: 'given-token' }
    expect(openAt('data', given)).toMatchObject(given)
    expect([
      existsSync(join(parent, 'data', 'master.key')),
      existsSync(join(parent, 'data', 'admin.token')),
    ]).toEqual([false, false])
  })

  it('with an emptied secret is refused, not given a new one', () => {
    openAt()
    writeFileSync(join(parent, 'data', 'master.key'), '')
    expect(() => openAt()).toThrow(/master\.key is empty/)
    expect(readFileSync(join(parent, 'data', 'master.key'), 'utf8')).toBe('')
  })

  it('makes another one elsewhere with other secrets', () => {
    expect(openAt('a').masterKey).not.toBe(openAt('b').masterKey)
  })
})
