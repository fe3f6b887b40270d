import { DIALECTS } from '#server/domain/dialect'
import type { Dialect } from '#server/domain/dialect'

/** An opaque blob that proves to its maker what the model thought: Anthropic's `signature` and `redacted_thinking.data`,
 * OpenAI's `encrypted_content`, Gemini's `thoughtSignature`. Only the dialect that made it can read it; it is never made up. */
export interface Signature {
  readonly dialect: Dialect
  readonly value: string
}

/** How a client of another dialect carries a signature for us: in its own signature field, marked with its maker. */
const MARK = 'cch-sig1.'
/** As it stands in JSON. Every own-protocol body is searched for it. */
const SEALED = Buffer.from(`"${MARK}`)
/** Node looks for a needle of less than eight bytes by its first byte alone, which is five times as fast where quotes are
 * rare: in the long texts of a conversation they are. */
const HEAD = SEALED.subarray(0, 5)
/** A body that is full of heads is searched for the whole. */
const MAX_HEADS = 16

/** Whether a body carries a signature of another dialect. May be wrong about text that only looks like one. */
export function hasSealedSignature(body: Buffer): boolean {
  let at = body.indexOf(HEAD)
  for (let heads = 0; at !== -1 && heads < MAX_HEADS; heads++) {
    if (SEALED.equals(body.subarray(at, at + SEALED.length))) return true
    at = body.indexOf(HEAD, at + 1)
  }
  return at !== -1 && body.includes(SEALED, at)
}

/** The text for a signature field of `dialect`: its own signatures as they are, others marked with their maker. */
export const sealSignature = ({ dialect, value }: Signature, into: Dialect): string =>
  dialect === into ? value : `${MARK}${dialect}.${value}`

/** The other way round: what a client of `dialect` sends back. */
export function openSignature(text: string, from: Dialect): Signature {
  if (text.startsWith(MARK))
    for (const dialect of DIALECTS) {
      const prefix = `${MARK}${dialect}.`
      if (text.startsWith(prefix)) return { dialect, value: text.slice(prefix.length) }
    }
  return { dialect: from, value: text }
}
