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
/** As it stands in JSON. Every own-protocol body is searched for it: a needle of seven bytes and more is found without
 * looking at each byte. */
const SEALED = Buffer.from(`"${MARK}`)

/** Whether a body carries a signature of another dialect. May be wrong about text that only looks like one. */
export const hasSealedSignature = (body: Buffer): boolean => body.includes(SEALED)

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
