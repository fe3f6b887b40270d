/**
 * An incremental reader of one JSON text that tells where the values at chosen paths lie, without building the tree.
 * The request scan and the usage meter share it: it costs a fraction of `JSON.parse`, memory is constant, and the text
 * may be cut into chunks anywhere.
 *
 * It checks the whole structure (brackets, commas, colons; numbers and literals in strict mode) but not the inside of
 * strings: bad escapes and bare control characters are left to the reader that decodes them (RFC 8259 §7).
 */

import { ValueCapture } from './json-capture'
import type { CaptureOptions, FoundValue } from './json-capture'
import type { PathNode } from './json-paths'
import { isScalarByte, JSON_SCALAR } from './json-scalar'
import { BACKSLASH, closingQuote, endsInEscape, hasEscape, QUOTE } from './json-string'

export interface JsonWalkerOptions extends CaptureOptions {
  paths: PathNode
  onValue: (value: FoundValue) => void
  /** Check the spelling of numbers and literals. */
  strict: boolean
}

const OBJECT = 1
const ARRAY = 2
const MAX_DEPTH = 1_000
const MAX_TOKEN_BYTES = 4_096
/** Strings shorter than this are cheaper to walk here than to hand to `indexOf`. */
const SHORT_STRING_BYTES = 24
const NO_BYTES = Buffer.alloc(0)

const enum Expect {
  Value,
  ValueOrEnd,
  Key,
  KeyOrEnd,
  Colon,
  CommaOrEnd,
  Nothing,
}
const enum Token {
  None,
  Key,
  String,
  Scalar,
}

export class JsonWalker {
  private expect: Expect = Expect.Value
  private token: Token = Token.None
  /** The chunk before ended in a backslash that escapes the first byte of this one. */
  private escaped = false
  private broken = false
  private depth = 0
  private readonly containers: number[] = [0]
  private readonly nodes: (PathNode | undefined)[] = [undefined]
  /** The node and the name of the value that comes next. */
  private nextNode: PathNode | undefined
  private nextName: string | undefined

  private chunk: Buffer = NO_BYTES
  private chunkStart = 0
  /** Absolute offset of index 0 of the current chunk. */
  private base = 0
  private consumed = 0
  /** Absolute offset of the first byte of the current key (after its quote) or scalar. */
  private tokenStart = 0
  private carried: Buffer = NO_BYTES
  private readonly capture: ValueCapture

  constructor(private readonly options: JsonWalkerOptions) {
    this.capture = new ValueCapture(options)
    this.reset()
  }

  /** Forget everything and begin another text. */
  reset(): void {
    this.expect = Expect.Value
    this.token = Token.None
    this.escaped = false
    this.broken = false
    this.depth = 0
    this.nextNode = this.options.paths
    this.nextName = this.options.paths.name
    this.consumed = 0
    this.carried = NO_BYTES
    this.capture.reset()
  }

  /** Take the next bytes, `chunk[start..end)`. After the first structural fault nothing more is read. */
  feed(chunk: Buffer, start = 0, end = chunk.length): void {
    this.chunk = chunk
    this.chunkStart = start
    this.base = this.consumed - start
    let at = start
    while (at < end && !this.broken) {
      if (this.token === Token.None) at = this.walkStructure(at)
      else if (this.token === Token.Scalar) at = this.walkScalar(at, end)
      else at = this.walkString(at, end)
    }
    if (!this.broken) this.keepTails(end)
    this.consumed += end - start
    this.chunk = NO_BYTES
  }

  /** Declare the text finished.
   * @returns whether it was one complete, well-formed value */
  finish(): boolean {
    this.base = this.consumed
    this.chunkStart = 0
    if (this.token === Token.Scalar && !this.broken) this.endScalar(0)
    return !this.broken && this.expect === Expect.Nothing && this.token === Token.None
  }

  private walkStructure(at: number): number {
    switch (this.chunk[at]) {
      case 0x20:
      case 0x0a:
      case 0x0d:
      case 0x09:
        break
      case QUOTE:
        this.startString(at)
        break
      case 0x7b:
        this.openContainer(at, OBJECT)
        break
      case 0x5b:
        this.openContainer(at, ARRAY)
        break
      case 0x7d:
        this.closeContainer(at, OBJECT, Expect.KeyOrEnd)
        break
      case 0x5d:
        this.closeContainer(at, ARRAY, Expect.ValueOrEnd)
        break
      case 0x3a:
        if (this.expect !== Expect.Colon) this.broken = true
        this.expect = Expect.Value
        break
      case 0x2c:
        if (this.expect !== Expect.CommaOrEnd) this.broken = true
        this.expect = this.containers[this.depth] === OBJECT ? Expect.Key : Expect.Value
        break
      default:
        this.startScalar(at)
        return at
    }
    return at + 1
  }

  private startString(at: number): void {
    this.tokenStart = this.base + at + 1
    if (this.expect === Expect.Key || this.expect === Expect.KeyOrEnd) {
      this.token = Token.Key
      return
    }
    this.token = Token.String
    this.startValue(at)
  }

  private startScalar(at: number): void {
    this.token = Token.Scalar
    this.tokenStart = this.base + at
    if (!isScalarByte(this.chunk[at])) this.broken = true
    this.startValue(at)
  }

  private startValue(at: number): void {
    if (this.expect !== Expect.Value && this.expect !== Expect.ValueOrEnd) this.broken = true
    if (this.nextName !== undefined) this.capture.begin(this.nextName, this.base + at, this.depth)
  }

  private endValue(endIndex: number): void {
    this.expect = this.depth === 0 ? Expect.Nothing : Expect.CommaOrEnd
    if (this.capture.endsAt(this.depth)) {
      this.capture.take(this.chunk, this.base, this.chunkStart, endIndex)
      this.options.onValue(this.capture.finish(this.base + endIndex))
    }
    if (this.containers[this.depth] === ARRAY) this.nextNode = this.nodes[this.depth]
    else this.nextNode = undefined
    // An array is the value of its name; its elements only lead on to deeper paths.
    this.nextName = undefined
  }

  private openContainer(at: number, kind: number): void {
    this.startValue(at)
    this.depth += 1
    if (this.depth > MAX_DEPTH) this.broken = true
    this.containers[this.depth] = kind
    this.nodes[this.depth] = this.nextNode
    this.nextName = undefined
    this.expect = kind === OBJECT ? Expect.KeyOrEnd : Expect.ValueOrEnd
  }

  private closeContainer(at: number, kind: number, whenEmpty: Expect): void {
    const mayEnd = this.expect === Expect.CommaOrEnd || this.expect === whenEmpty
    if (!mayEnd || this.containers[this.depth] !== kind) {
      this.broken = true
      return
    }
    this.depth -= 1
    this.endValue(at + 1)
  }

  private walkString(from: number, end: number): number {
    const { chunk } = this
    let at = from
    if (this.escaped) {
      this.escaped = false
      at += 1
    }
    const short = Math.min(end, at + SHORT_STRING_BYTES)
    for (; at < short; at++) {
      const byte = chunk[at]
      if (byte === QUOTE) return this.endString(at)
      if (byte === BACKSLASH) at += 1
    }
    if (at < end) {
      const quote = closingQuote(chunk, at, end)
      if (quote !== -1) return this.endString(quote)
      this.escaped = endsInEscape(chunk, at, end)
    } else this.escaped = at > end // The loop stepped over the end: its last byte was a backslash.
    return end
  }

  private endString(quote: number): number {
    if (this.token === Token.String) this.endValue(quote + 1)
    else {
      this.expect = Expect.Colon
      const node = this.nodes[this.depth]
      this.nextNode = undefined
      this.nextName = undefined
      if (node !== undefined) this.lookUpKey(node, quote)
    }
    this.token = Token.None
    return quote + 1
  }

  private lookUpKey(node: PathNode, quote: number): void {
    // Most keys are not wanted, and their length alone tells: then none of their bytes is decoded.
    if (node.keyLengths !== undefined && this.carried.length === 0) {
      const from = this.tokenStart - this.base
      if (!node.keyLengths.has(quote - from) && !hasEscape(this.chunk, from, quote)) return
    }
    const key = this.keyText(quote)
    const child = key === null ? undefined : node.members?.get(key)
    this.nextNode = child
    this.nextName = node.everyMember ? (key ?? undefined) : child?.name
  }

  private keyText(quote: number): string | null {
    const text = this.tokenText(quote, 'utf8')
    if (text === null || !text.includes('\\')) return text
    try {
      const decoded: unknown = JSON.parse(`"${text}"`)
      return typeof decoded === 'string' ? decoded : null
    } catch {
      this.broken = true
      return null
    }
  }

  /** The current token's text up to `endIndex`, also when it began in a chunk before; null when it is too long. */
  private tokenText(endIndex: number, encoding: 'utf8' | 'latin1'): string | null {
    const from = Math.max(this.tokenStart - this.base, this.chunkStart)
    const { carried } = this
    this.carried = NO_BYTES
    if (carried.length + endIndex - from > MAX_TOKEN_BYTES) return null
    if (carried.length === 0) return this.chunk.toString(encoding, from, endIndex)
    return Buffer.concat([carried, this.chunk.subarray(from, endIndex)]).toString(encoding)
  }

  private walkScalar(from: number, end: number): number {
    let at = from
    while (at < end && isScalarByte(this.chunk[at])) at += 1
    if (at < end) this.endScalar(at)
    return at
  }

  private endScalar(endIndex: number): void {
    this.token = Token.None
    if (this.options.strict && !JSON_SCALAR.test(this.tokenText(endIndex, 'latin1') ?? '')) this.broken = true
    this.endValue(endIndex)
  }

  /** Keep what an unfinished token or a captured value has in this chunk, before the chunk goes. */
  private keepTails(end: number): void {
    const wanted =
      (this.token === Token.Key && this.nodes[this.depth] !== undefined) ||
      (this.token === Token.Scalar && this.options.strict)
    if (wanted && this.carried.length <= MAX_TOKEN_BYTES) {
      const from = Math.max(this.tokenStart - this.base, this.chunkStart)
      this.carried = Buffer.concat([this.carried, this.chunk.subarray(from, end)])
    }
    this.capture.take(this.chunk, this.base, this.chunkStart, end)
  }
}
