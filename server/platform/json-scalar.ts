/** Numbers, `true`, `false` and `null` as RFC 8259 spells them. */
export const JSON_SCALAR = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/

/** Whether a byte can stand in one: digits, `+ - .`, lower-case letters and `E`. */
export function isScalarByte(byte: number | undefined): boolean {
  if (byte === undefined) return false
  if (byte >= 0x61) return byte <= 0x7a
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2e || byte === 0x2b || byte === 0x45
}
