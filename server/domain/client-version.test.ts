import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareVersions, isVersion, judgeClient } from './client-version'
import type { ClientVersionRule } from './client-version'

const identifier = fc.oneof(fc.nat(99).map(String), fc.constantFrom('alpha', 'beta', 'rc'))
const version = fc
  .tuple(fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }), fc.array(identifier, { maxLength: 3 }))
  .map(([numbers, tags]) => numbers.join('.') + (tags.length > 0 ? `-${tags.join('.')}` : ''))
const sign = (left: string, right: string) => Math.sign(compareVersions(left, right) ?? NaN)

describe('the order of versions', () => {
  it('is that of Semantic Versioning', () => {
    const rising =
      '1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.1 1.10 2'
    const versions = rising.split(' ')
    versions.forEach((left, i) => {
      versions.forEach((right, j) => {
        expect([left, right, sign(left, right)]).toEqual([left, right, Math.sign(i - j)])
      })
    })
  })

  it('takes missing parts for zeros, and no notice of builds', () => {
    for (const same of ['2', '2.0', 'v2.0.0', '2.0.0.0', '2.0.0+build.5']) expect(sign('2.0.0', same)).toBe(0)
  })

  it('is an order', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(sign(a, a)).toBe(0)
        expect(sign(a, b) + sign(b, a)).toBe(0)
        if (sign(a, b) <= 0 && sign(b, c) <= 0) expect(sign(a, c)).toBeLessThanOrEqual(0)
      }),
    )
  })

  it.each(['', 'latest', '1.x', '1..2', '-1', '1.0-', '1'.repeat(10)])('%j is no version', (text) => {
    expect(isVersion(text)).toBe(false)
    expect(compareVersions(text, '1.0.0')).toBeNull()
  })
})

describe('a client', () => {
  const rule: ClientVersionRule = {
    ...{ id: 'r', clientName: 'claude-code', minVersion: '2.0', enabled: true },
    action: 'block',
  }
  const rules = new Map([[rule.clientName, rule]])
  const judge = (name: string | null, said: string | null, missing: 'allow' | 'warn' | 'block' = 'warn') =>
    judgeClient(rules, { name, version: said }, missing)

  it('that is old gets what its rule says', () => {
    expect(judge('claude-code', '1.9.9')).toEqual({ action: 'block', reason: 'old', rule })
    expect(judge('claude-code', '2.0.0-beta')).toMatchObject({ reason: 'old' })
    expect(judge('claude-code', '2.0.0')).toBeNull()
  })

  it('without a rule, or without a name, may be as old as it likes', () => {
    expect(judge('codex', '0.1.0')).toBeNull()
    expect(judge(null, null)).toBeNull()
  })

  it('that says no version gets what the setting says', () => {
    expect(judge('claude-code', null)).toEqual({ action: 'warn', reason: 'unknown', rule })
    expect(judge('claude-code', 'dev', 'block')).toMatchObject({ action: 'block', reason: 'unknown' })
    expect(judge('claude-code', null, 'allow')).toBeNull()
  })
})
