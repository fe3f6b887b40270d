/** The entries of a JSON array (values) or object (`"name": value`) as they are written, or where the text stops being
 * JSON. Offsets into the text. */
export type JsonEntries =
  | { readonly kind: 'array' | 'object' | 'other'; readonly entries: readonly JsonEntry[] }
  | { readonly kind: 'broken'; readonly at: number }

export interface JsonEntry {
  readonly at: number
  readonly text: string
}

/** Take a JSON text apart without losing what `JSON.parse` does: places (it names that of an error only in some of its
 * messages), and the order and the repetitions of an object's names.
 * @see RFC 8259 */
export function readJsonEntries(text: string): JsonEntries {
  const scanner = new Scanner(text)
  try {
    const next = scanner.peek()
    const spans = scanner.value(0)
    scanner.end()
    const entries = spans.map(([at, end]) => ({ at, text: text.slice(at, end) }))
    return { kind: next === '[' ? 'array' : next === '{' ? 'object' : 'other', entries }
  } catch (error) {
    if (error instanceof NotJson) return { kind: 'broken', at: error.at }
    throw error
  }
}

class NotJson extends Error {
  constructor(readonly at: number) {
    super('not JSON')
  }
}

type Span = readonly [start: number, end: number]

/** Keeps the recursion short. */
const MAX_DEPTH = 100
const SPACE = /[ \t\r\n]*/y
// Everything from the space on, but `"` and `\`: strings hold no control characters (RFC 8259 §7).
const STRING = /"(?:[ !#-[\]-\uFFFF]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y
const LITERAL = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

class Scanner {
  private at = 0
  constructor(private readonly text: string) {}

  /** The next character that is no space; '' at the end. */
  peek(): string {
    this.take(SPACE)
    return this.text.charAt(this.at)
  }

  /** @returns where the entries of an array or object are */
  value(depth: number): Span[] {
    const next = this.peek()
    if (depth > MAX_DEPTH) throw new NotJson(this.at)
    if (next === '[') return this.entries(']', depth)
    if (next === '{') return this.entries('}', depth)
    if (!this.take(next === '"' ? STRING : LITERAL)) throw new NotJson(this.at)
    return []
  }

  end(): void {
    if (this.peek() !== '') throw new NotJson(this.at)
  }

  private entries(close: ']' | '}', depth: number): Span[] {
    const spans: Span[] = []
    this.at += 1
    if (this.peek() === close) {
      this.at += 1
      return spans
    }
    for (;;) {
      this.peek()
      const start = this.at
      if (close === '}') this.name()
      this.value(depth + 1)
      spans.push([start, this.at])
      const next = this.peek()
      if (next !== ',' && next !== close) throw new NotJson(this.at)
      this.at += 1
      if (next === close) return spans
    }
  }

  private name(): void {
    if (!this.take(STRING) || this.peek() !== ':') throw new NotJson(this.at)
    this.at += 1
  }

  private take(token: RegExp): boolean {
    token.lastIndex = this.at
    const length = token.exec(this.text)?.[0].length
    this.at += length ?? 0
    return length !== undefined
  }
}
