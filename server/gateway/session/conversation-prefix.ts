import { hash } from 'node:crypto'
import type { ByteRange, RequestBody } from '../exchange'

/** Where the protocols put what stays the same over a whole conversation, and the list of turns that grows. */
const INSTRUCTIONS = ['system', 'instructions', 'systemInstruction', 'system_instruction'] as const
const TURNS = ['messages', 'contents', 'input'] as const
/** Enough to tell conversations apart. What comes later of a long first turn is not looked at, so that the cost of this
 * does not grow with the body; who begins at such length is taken to go on. */
const MAX_BYTES = 16_384
/** A list that begins with a system message is the same for all conversations of a tool up to its second entry. */
const SYSTEM_ROLE = /"role"\s*:\s*"(?:system|developer)"/

export interface ConversationPrefix {
  /** The same for every request of a conversation, as far as its beginning tells. */
  id: string
  /** There is more than the beginning: somebody has answered already. */
  continues: boolean
}

/** FR-005, the last resort for clients that name no session: a hash of the instructions and the first turn, which every
 * later request of the conversation repeats. Null when the body has no turns. */
export function conversationPrefix(body: RequestBody): ConversationPrefix | null {
  const turns = firstOf(body, TURNS)
  if (!turns) return null
  const { bytes } = body
  const first = firstTurns(bytes, turns)
  if (first === null) return null
  const instructions = firstOf(body, INSTRUCTIONS)
  const beginning = bytes.subarray(turns.start, first.end)
  const known = instructions
    ? Buffer.concat([bytes.subarray(instructions.start, bounded(instructions).end), beginning])
    : beginning
  return { id: hash('sha256', known, 'base64url').slice(0, 22), continues: first.more }
}

const bounded = ({ start, end }: ByteRange): ByteRange => ({ start, end: Math.min(end, start + MAX_BYTES) })

function firstOf(body: RequestBody, names: readonly string[]): ByteRange | undefined {
  for (const name of names) {
    const range = body.members.get(name)
    if (range) return range
  }
  return undefined
}

/** Where the first turn that is no system message ends, and whether another one follows. */
function firstTurns(bytes: Buffer, whole: ByteRange): { end: number; more: boolean } | null {
  const turns = bounded(whole)
  // A plain text is the only turn there is.
  if (bytes[turns.start] !== OPEN_LIST) return { end: turns.end, more: false }
  const first = elementEnd(bytes, turns.start + 1, turns.end)
  if (first === turns.start + 1) return null
  const head = bytes.toString('latin1', turns.start, Math.min(first, turns.start + 256))
  const system = bytes[first] === COMMA && SYSTEM_ROLE.test(head)
  const end = system ? elementEnd(bytes, first + 1, turns.end) : first
  return { end, more: bytes[end] === COMMA || (end === turns.end && turns.end < whole.end) }
}

const [QUOTE, BACKSLASH, COMMA, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [
  0x22, 0x5c, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d,
]

/** Position of the comma or bracket after an element of a list. The text is known to be JSON. */
function elementEnd(bytes: Buffer, from: number, to: number): number {
  let depth = 0
  for (let at = from; at < to; at++) {
    const byte = bytes[at]
    if (byte === QUOTE) at = stringEnd(bytes, at + 1, to)
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) depth += 1
    else if (byte === COMMA && depth === 0) return at
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      if (depth === 0) return at
      depth -= 1
    }
  }
  return to
}

/** Position of the quote that closes a string, `to` when that is further on. */
function stringEnd(bytes: Buffer, from: number, to: number): number {
  for (
    let quote = bytes.indexOf(QUOTE, from);
    quote !== -1 && quote < to;
    quote = bytes.indexOf(QUOTE, quote + 1)
  ) {
    let slashes = 0
    while (bytes[quote - 1 - slashes] === BACKSLASH) slashes += 1
    if (slashes % 2 === 0) return quote
  }
  return to
}
