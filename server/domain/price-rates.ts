import { z } from 'zod'

/** What is billed at a rate of its own. `reasoning` is the part of the output that is; the others are the buckets of Usage. */
export const RATE_KEYS = [
  'input',
  'output',
  'cacheRead',
  'cacheWrite5m',
  'cacheWrite1h',
  'reasoning',
] as const
export type RateKey = (typeof RATE_KEYS)[number]

/** Pico-USD per token (1 USD = 10^12), decimal digits: bigint as JSON can hold it. 10^15 is 1,000 USD a token. */
const rate = z.string().regex(/^\d{1,15}$/)
const rateSet = z.object({
  input: rate.optional(),
  output: rate.optional(),
  cacheRead: rate.optional(),
  cacheWrite5m: rate.optional(),
  cacheWrite1h: rate.optional(),
  reasoning: rate.optional(),
})
/** By service tier, as `usage` of the answer names it: priority, flex, and for Claude fast, us and fast+us. */
const tierSets = z.record(z.string().min(1).max(40), rateSet)

/** What a table says of one model; what it leaves out is derived by compile-price.ts. Kept as it is, so that a version of a
 * price can be compared with the table it came from. */
export const modelPricesSchema = z.object({
  /** Of the standard tier. */
  rates: rateSet.required({ input: true, output: true }),
  tiers: tierSets.default({}),
  /** Rates of requests whose whole prompt is longer than `aboveTokens`. */
  long: z
    .array(
      z.object({
        aboveTokens: z.number().int().min(1).max(100_000_000),
        rates: rateSet,
        tiers: tierSets.default({}),
      }),
    )
    .max(8)
    .default([]),
})
export type ModelPrices = z.output<typeof modelPricesSchema>
export type RateSet = z.output<typeof rateSet>
export type TierSets = ModelPrices['tiers']
export type LongRates = ModelPrices['long'][number]

const DECIMAL = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/

/** A decimal as an integer of `10^-digits`: ("1.25e-6", 12) → 1250000n. What is finer is rounded half up.
 * @returns null for anything but a plain, non-negative decimal below 10^9 */
export function parseDecimal(text: string, digits: number): bigint | null {
  const match = DECIMAL.exec(text.trim())
  if (!match) return null
  const [, whole = '', fraction = '', exponent = '0'] = match
  const shift = digits + Number(exponent) - fraction.length
  const value = BigInt(whole + fraction)
  if (value === 0n) return 0n
  if (Math.abs(shift) > 60) return null
  const scaled = shift >= 0 ? value * 10n ** BigInt(shift) : roundHalfUp(value, 10n ** BigInt(-shift))
  return scaled < 10n ** BigInt(digits + 9) ? scaled : null
}

/** `dividend / divisor` for numbers that are not negative, halves up. */
export const roundHalfUp = (dividend: bigint, divisor: bigint): bigint =>
  (2n * dividend + divisor) / (2n * divisor)

/** USD per token, as LiteLLM writes it, in pico-USD per token. What is finer than a pico-USD is rounded half up. */
export const parseUsdPerToken = (text: string): bigint | null => parseDecimal(text, 12)

/** USD per million tokens, as vendors print it, in pico-USD per token. At most six decimals are exact. */
export const parseUsdPerMillion = (text: string): bigint | null => parseDecimal(text, 6)

/** Pico-USD per token as USD per million tokens: 3750000n → "3.75". */
export function formatUsdPerMillion(picoUsd: bigint): string {
  const digits = picoUsd.toString().padStart(7, '0')
  const fraction = digits.slice(-6).replace(/0+$/, '')
  return `${digits.slice(0, -6)}${fraction ? `.${fraction}` : ''}`
}
