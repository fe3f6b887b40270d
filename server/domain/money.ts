/**
 * Money is integer nano-USD (1 USD = 1_000_000_000) in a bigint; prices are pico-USD per token.
 * Decimal USD exists only at the edges (REST, console). See decisions/005-integer-nano-usd.md.
 */
export const NANO_PER_USD = 1_000_000_000n

const DECIMAL = /^(\d{1,9})(?:\.(\d{1,9}))?$/

/** Parse a non-negative decimal USD amount of at most nine fraction digits.
 * @param amount a number or a plain decimal string, in USD
 * @returns nano-USD, or null when the amount is negative, too precise, too large or not a number */
export function parseUsd(amount: number | string): bigint | null {
  const text = typeof amount === 'number' ? decimalText(amount) : amount.trim()
  const match = DECIMAL.exec(text)
  if (!match) return null
  const [, whole = '0', fraction = ''] = match
  return BigInt(whole) * NANO_PER_USD + BigInt(fraction.padEnd(9, '0'))
}

/** Format nano-USD as a plain decimal USD string without trailing zeros: 1_500_000_000n → "1.5". */
export function formatUsd(nanoUsd: bigint): string {
  const sign = nanoUsd < 0n ? '-' : ''
  const digits = (nanoUsd < 0n ? -nanoUsd : nanoUsd).toString().padStart(10, '0')
  const fraction = digits.slice(-9).replace(/0+$/, '')
  return `${sign}${digits.slice(0, -9)}${fraction ? `.${fraction}` : ''}`
}

/** `toFixed` keeps small numbers out of exponent notation, which `String` would use below 1e-6. */
function decimalText(amount: number): string {
  if (!Number.isFinite(amount) || amount < 0 || amount >= 1e9) return ''
  const fixed = amount.toFixed(9)
  return Number(fixed) === amount ? fixed : ''
}
