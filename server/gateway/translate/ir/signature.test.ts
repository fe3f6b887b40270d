import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hasSealedSignature, sealSignature } from './signature'

const SEALED = JSON.stringify(sealSignature({ dialect: 'gemini', value: 'abc' }, 'claude'))

it('finds a sealed signature wherever it stands, and nothing else', () => {
  const noise = fc.constantFrom('"', '"cch-', '"cch-sig', 'cch-sig1.', 'text ', '{"a":1}', '"cch-sig2.')
  fc.assert(
    fc.property(fc.array(noise, { maxLength: 60 }), fc.nat(60), fc.boolean(), (parts, at, present) => {
      const text = [...parts.slice(0, at), ' ', present ? SEALED : '', ...parts.slice(at)].join('')
      expect(hasSealedSignature(Buffer.from(text))).toBe(text.includes('"cch-sig1.'))
    }),
    { numRuns: 2_000 },
  )
})

it('finds it behind many that only begin like it, and at the very end', () => {
  const many = '"cch-'.repeat(1_000)
  expect(hasSealedSignature(Buffer.from(many))).toBe(false)
  expect(hasSealedSignature(Buffer.from(`${many}"cch-sig1.`))).toBe(true)
  expect(hasSealedSignature(Buffer.from(`${many}"cch-sig1`))).toBe(false)
})
