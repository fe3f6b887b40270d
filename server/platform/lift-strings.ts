import { isUtf8 } from 'node:buffer'

/** A JSON text without most of its characters. Long strings are what makes a conversation large, and nobody looks into
 * them: their middle stays where it is, as bytes, and in the tree a mark stands in its place. */
export interface LiftedText {
  /** As `JSON.parse` gives it, save the marks. Each end of a string that was lifted is there. */
  readonly tree: unknown
  /** A value that was made of the tree as JSON, with what was lifted in its places, also where a string became part of
   * another JSON text.
   * @returns null when a mark has come to harm, for instance because a text was cut short */
  print(value: unknown): Buffer | null
  /** Whether a mark stands anywhere in a value. */
  marks(value: unknown): boolean
}

/** ASCII DEL: JSON need not escape it, and nobody writes it. Behind it come the index of what was lifted and a quotation mark:
 * the backslashes before that tell in how many JSON texts the mark stands. */
const MARK = '\x7f'
const DEL = 0x7f
const QUOTE = 0x22
const BACKSLASH = 0x5c
const MAX_MARK = 16
const LONGEST_ESCAPE = 6
/** Shorter strings are not worth it. */
const MIN_LENGTH = 256
/** Characters that stay at each end. */
const MIN_KEPT = 32
const MAX_KEPT = 96

export interface LiftOptions {
  /** Members whose strings may be lifted: those that are passed on and not read. */
  names: ReadonlySet<string>
  /** Nothing is lifted from a text in which one of these stands. */
  unless: readonly string[]
}

/** Read a JSON text quickly. The inside of what is lifted is not checked: bad escapes are left to whoever reads the print.
 * @returns null when it is not worth it, or not possible: then `JSON.parse` does it, or says what is wrong */
export function liftStrings(bytes: Buffer, { names, unless }: LiftOptions): LiftedText | null {
  if (bytes.includes(DEL) || !isUtf8(bytes)) return null
  const lifts = findLifts(bytes, names)
  if (lifts.length === 0) return null
  const rest = withMarks(bytes, lifts)
  // Somebody may still write the mark as an escape.
  if (rest.includes('\\u007') || unless.some((text) => rest.includes(text))) return null
  try {
    return new Lifted(JSON.parse(rest), bytes, lifts)
  } catch {
    return null
  }
}

/** Places in the bytes. */
interface Lift {
  start: number
  end: number
}

/** Where in a print something was lifted, and what it is there when it is not as it was. */
interface Mark {
  start: number
  end: number
  lift: Lift
  escaped: Buffer | null
}

class Lifted implements LiftedText {
  constructor(
    readonly tree: unknown,
    private readonly bytes: Buffer,
    private readonly lifts: readonly Lift[],
  ) {}

  marks(value: unknown): boolean {
    return JSON.stringify(value).includes(MARK)
  }

  print(value: unknown): Buffer | null {
    const text = JSON.stringify(value)
    const marks = this.findMarks(text)
    if (!marks) return null
    let size = Buffer.byteLength(text)
    for (const { start, end, lift, escaped } of marks)
      size += (escaped ? escaped.length : lift.end - lift.start) - (end - start)
    const printed = Buffer.allocUnsafe(size)
    let at = 0
    let to = 0
    for (const { start, end, lift, escaped } of marks) {
      to += printed.write(text.slice(at, start), to)
      to += escaped ? escaped.copy(printed, to) : this.bytes.copy(printed, to, lift.start, lift.end)
      at = end
    }
    printed.write(text.slice(at), to)
    return printed
  }

  private findMarks(text: string): Mark[] | null {
    const marks: Mark[] = []
    for (let start = text.indexOf(MARK); start !== -1; start = text.indexOf(MARK, start + 1)) {
      const slash = text.indexOf('\\', start)
      let end = slash
      while (text.charCodeAt(end) === BACKSLASH) end += 1
      const lift = this.lifts[Number(text.slice(start + 1, slash))]
      // 1, 3, 7, …
      const depth = Math.log2(end - slash + 1) - 1
      if (!lift || !Number.isInteger(depth) || text.charCodeAt(end) !== QUOTE) return null
      marks.push({ start, end: end + 1, lift, escaped: depth === 0 ? null : this.escape(lift, depth) })
    }
    return marks
  }

  private escape({ start, end }: Lift, depth: number): Buffer {
    let text = this.bytes.toString('latin1', start, end)
    for (let within = 0; within < depth; within += 1) text = text.replace(/[\\"]/g, '\\$&')
    return Buffer.from(text, 'latin1')
  }
}

function findLifts(bytes: Buffer, names: ReadonlySet<string>): Lift[] {
  const lifts: Lift[] = []
  const name = { start: 0, end: -1 }
  for (let open = bytes.indexOf(QUOTE); open !== -1; open = bytes.indexOf(QUOTE, name.end + 1)) {
    const start = open + 1
    const end = closingQuote(bytes, start)
    if (end === -1) return []
    if (end - start >= MIN_LENGTH && isNamed(bytes, name, start, names)) {
      const lift = middleOf(bytes, start, end)
      if (lift) lifts.push(lift)
    }
    name.start = start
    name.end = end
  }
  return lifts
}

function closingQuote(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(QUOTE, from)
  while (at !== -1 && isEscaped(bytes, at)) at = bytes.indexOf(QUOTE, at + 1)
  return at
}

function isEscaped(bytes: Buffer, at: number): boolean {
  let first = at
  while (bytes[first - 1] === BACKSLASH) first -= 1
  return (at - first) % 2 === 1
}

/** Whether the string before the one that begins here is its name, and one of those. */
const isNamed = (bytes: Buffer, name: Lift, start: number, names: ReadonlySet<string>): boolean =>
  bytes.toString('latin1', name.end + 1, start - 1).trim() === ':' &&
  names.has(bytes.toString('latin1', name.start, name.end))

/** What can be taken out of a string so that no character and no escape is cut, and something visible stays at each end. */
function middleOf(bytes: Buffer, start: number, end: number): Lift | null {
  let first = start + MIN_KEPT
  while (!isBoundary(bytes, first)) if (++first > start + MAX_KEPT) return null
  let last = end - MIN_KEPT
  while (!isBoundary(bytes, last)) if (--last < end - MAX_KEPT) return null
  const visible = isVisible(bytes, start, first) && isVisible(bytes, last, end)
  return visible ? { start: first, end: last } : null
}

/** Not within a character or an escape, of which the longest has six bytes. */
function isBoundary(bytes: Buffer, at: number): boolean {
  for (let before = at - LONGEST_ESCAPE; before < at; before += 1)
    if (bytes[before] === BACKSLASH) return false
  return (bytes[at] ?? 0) < 0x80
}

/** Whether there is more than white space and escapes, which may be white space as well. */
function isVisible(bytes: Buffer, start: number, end: number): boolean {
  let escapedUntil = start
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte === BACKSLASH) escapedUntil = at + LONGEST_ESCAPE
    else if (byte > 0x20 && byte < 0x80 && at >= escapedUntil) return true
  }
  return false
}

/** Put together as bytes: a string of many pieces would be copied once more before it is read. */
function withMarks(bytes: Buffer, lifts: readonly Lift[]): string {
  const lifted = lifts.reduce((sum, { start, end }) => sum + end - start, 0)
  const rest = Buffer.allocUnsafe(bytes.length - lifted + lifts.length * MAX_MARK)
  let at = 0
  let to = 0
  for (const [index, { start, end }] of lifts.entries()) {
    to += bytes.copy(rest, to, at, start)
    to += rest.write(`${MARK}${String(index)}\\"`, to, 'latin1')
    at = end
  }
  to += bytes.copy(rest, to, at)
  return rest.toString('utf8', 0, to)
}
