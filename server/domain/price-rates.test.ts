import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatUsdPerMillion, parseUsdPerMillion, parseUsdPerToken } from './price-rates'

describe('a price in a table', () => {
  it.each([
    ['3e-06', 3_000_000n],
    ['1.25e-7', 125_000n],
    ['0.00000125', 1_250_000n],
    ['3.625e-9', 3_625n],
    ['0', 0n],
    ['0.0', 0n],
    ['1', 1_000_000_000_000n],
    ['4.6875e-09', 4_688n],
    ['3.0000000000000004e-07', 300_000n],
    ['1e-60', 0n],
  ])('%s USD a token', (text, pico) => {
    expect(parseUsdPerToken(text)).toBe(pico)
  })

  it.each(['', '-1', 'NaN', 'Infinity', '1e99', '0x10', '1,5', 'a lot', '1e9'])('%s is none', (text) => {
    expect(parseUsdPerToken(text)).toBeNull()
  })

  it('per million tokens is read as it is written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 14n }), (pico) => {
        expect(parseUsdPerMillion(formatUsdPerMillion(pico))).toBe(pico)
      }),
    )
    expect([3_750_000n, 0n, 2_800n, 150_000_000n].map(formatUsdPerMillion)).toEqual([
      '3.75',
      '0',
      '0.0028',
      '150',
    ])
  })

  it('keeps its value through the number that JSON makes of it', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 10n }), (pico) => {
        expect(parseUsdPerToken(String(Number(`${String(pico)}e-12`)))).toBe(pico)
      }),
    )
  })
})
