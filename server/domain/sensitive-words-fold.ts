/** Ways of writing the same letters otherwise, so that a reader sees the word and a plain search does not. */

/** What is not seen: zero-width characters, soft hyphens, direction marks, variation selectors, tags.
 * @see https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu

/** The text without what is not seen, and with full-width and other compatibility forms as the letters that they stand for.
 * Returns the very same string when there is nothing to do.
 * @see https://www.unicode.org/reports/tr15/ NFKC */
export function unmask(text: string): string {
  return text.replace(INVISIBLE, '').normalize('NFKC')
}

let folded: Uint16Array | null = null

/** Each UTF-16 unit without its letter case: `A`, `a` → `a`. Made once, when the first rule asks. */
export const foldedUnits = (): Uint16Array =>
  (folded ??= Uint16Array.from({ length: 0x1_0000 }, (_, unit) => foldUnit(unit)))

/** By way of the capital letter, so that the two small sigmas and the long s are one as well. What would become several
 * units stays as it is. */
function foldUnit(unit: number): number {
  const upper = String.fromCharCode(unit).toUpperCase()
  const lower = (upper.length === 1 ? upper : String.fromCharCode(unit)).toLowerCase()
  return lower.length === 1 ? lower.charCodeAt(0) : unit
}

/** The spellings under which an honest text may have a literal: composed or not, and unmasked. */
export function spellings(literal: string): string[] {
  const forms = [literal, literal.normalize('NFC'), literal.normalize('NFD'), unmask(literal)]
  return [...new Set(forms)].filter((form) => form !== '')
}

const WORD = /[\p{L}\p{N}\p{M}_]/u
/** Written without spaces between words: any place between two characters may be the end of one. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** Whether what stands at [start, end) is a word of its own, and not a part of a longer one. */
export function isWholeWord(text: string, start: number, end: number): boolean {
  const startsInside = joins(before(text, start)) && joins(after(text, start))
  return !startsInside && !(joins(before(text, end)) && joins(after(text, end)))
}

const joins = (character: string): boolean => WORD.test(character) && !UNSPACED.test(character)

const after = (text: string, at: number): string => {
  const code = text.codePointAt(at)
  return code === undefined ? '' : String.fromCodePoint(code)
}

function before(text: string, at: number): string {
  const unit = text.charCodeAt(at - 1)
  const isLowSurrogate = unit >= 0xdc00 && unit <= 0xdfff
  return text.slice(Math.max(0, at - (isLowSurrogate ? 2 : 1)), at)
}
