/** A text of at most so many UTF-16 units, with an ellipsis where something is missing. */
export const clipText = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`

/** The same in bytes of UTF-8. */
export function clipBytes(text: string, max: number): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= max) return text
  // The ellipsis takes three; a character that was cut in two goes.
  return `${bytes
    .subarray(0, max - 3)
    .toString('utf8')
    .replace(/\uFFFD$/, '')}…`
}

/** `cacheRead` and `top_users` as words for people. */
export const labelOf = (fact: string): string => {
  const words = fact.replaceAll('_', ' ').replace(/[A-Z]/g, ' $&').toLowerCase()
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}
