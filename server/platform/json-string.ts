export const QUOTE = 0x22
export const BACKSLASH = 0x5c

/** Index of the quote that closes a string whose contents begin or go on at `from`, or -1 when it is not before `end`.
 * @param from never the second half of an escape */
export function closingQuote(chunk: Buffer, from: number, end: number): number {
  for (
    let quote = chunk.indexOf(QUOTE, from);
    quote !== -1 && quote < end;
    quote = chunk.indexOf(QUOTE, quote + 1)
  )
    if (!endsInEscape(chunk, from, quote)) return quote
  return -1
}

/** Whether the byte at `end` is escaped: an odd number of backslashes stands right before it. */
export function endsInEscape(chunk: Buffer, from: number, end: number): boolean {
  let before = end - 1
  while (before >= from && chunk[before] === BACKSLASH) before -= 1
  return (end - 1 - before) % 2 === 1
}

export function hasEscape(chunk: Buffer, from: number, end: number): boolean {
  for (let at = from; at < end; at++) if (chunk[at] === BACKSLASH) return true
  return false
}
