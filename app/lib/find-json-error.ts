/** Where a text stops being JSON, counted from 1. Engines word their errors differently and often leave the place out.
 * @returns null for JSON
 * @see https://www.rfc-editor.org/rfc/rfc8259 */
export function findJsonError(text: string): { line: number; column: number } | null {
  const end = readJson(text)
  if (end === null) return null
  const before = text.slice(0, end)
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: end - lineStart + 1 }
}

const SPACE = /[ \t\n\r]*/y
/** A mark, a string, or another value without parts. */
const TOKEN =
  /([{}[\],:])|("[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\u0000-\u001f]*)*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y

type Kind = '{' | '}' | '[' | ']' | ',' | ':' | 'string' | 'value'
type State = keyof typeof ALLOWED

/** What may come next. `first…`: right after the bracket, which may close at once. */
const ALLOWED = {
  value: ['{', '[', 'string', 'value'],
  firstItem: ['{', '[', 'string', 'value', ']'],
  firstName: ['string', '}'],
  name: ['string'],
  colon: [':'],
  afterMember: [',', '}'],
  afterItem: [',', ']'],
  end: [],
} as const satisfies Record<string, readonly Kind[]>

/** @returns the index of the first thing that cannot stand where it does, or null */
function readJson(text: string): number | null {
  const open: ('{' | '[')[] = []
  let state: State = 'value'
  for (let at = skip(SPACE, text, 0); ;) {
    if (at === text.length) return state === 'end' ? null : at
    const next = skip(TOKEN, text, at)
    const kind = kindOf(text[at] ?? '')
    if (next === at || !ALLOWED[state].some((allowed) => allowed === kind)) return at
    state = follow(state, kind, open)
    at = skip(SPACE, text, next)
  }
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

function kindOf(character: string): Kind {
  switch (character) {
    case '{':
    case '}':
    case '[':
    case ']':
    case ',':
    case ':':
      return character
    case '"':
      return 'string'
    default:
      return 'value'
  }
}

/** @param open brackets around here; grows and shrinks */
function follow(state: State, kind: Kind, open: ('{' | '[')[]): State {
  if (kind === '{' || kind === '[') {
    open.push(kind)
    return kind === '{' ? 'firstName' : 'firstItem'
  }
  if (kind === ':') return 'value'
  if (kind === ',') return open.at(-1) === '{' ? 'name' : 'value'
  if (kind === '}' || kind === ']') open.pop()
  else if (state === 'firstName' || state === 'name') return 'colon'
  if (open.length === 0) return 'end'
  return open.at(-1) === '{' ? 'afterMember' : 'afterItem'
}
