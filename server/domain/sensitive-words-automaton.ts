import { foldedUnits } from './sensitive-words-fold'

/**
 * Aho–Corasick over UTF-16 units in flat arrays: all literals are looked for in one pass, whatever their number. Letter case
 * does not count here; who cares about it looks at the text again.
 *
 * Its own code, because `modern-ahocorasick`, which walks graphemes, took more than a minute for 400 KB.
 * @see https://doi.org/10.1145/360825.360855 Aho & Corasick, Efficient String Matching (1975)
 */
export interface Automaton {
  /** Find the literals in a text.
   * @param visit told of each occurrence: index of the literal, and where in the text it ends (exclusive). True stops
   * @returns whether `visit` stopped it */
  search(text: string, visit: (literal: number, end: number) => boolean): boolean
}

/** Cells of the table that is looked up directly, 4 bytes each. States beyond it are deep, seldom met, and searched for. */
const MAX_DENSE_CELLS = 4_000_000
const NONE = -1

/** @param literals none of them empty */
export function buildAutomaton(literals: readonly string[]): Automaton {
  const { classOf, classes } = classify(literals)
  const trie = buildTrie(literals, classOf)
  return createSearch(classOf, classes, inBreadth(trie, literals.length))
}

/** Units that no literal has are all alike: class 0. */
function classify(literals: readonly string[]): { classOf: Uint16Array; classes: number } {
  const classOf = new Uint16Array(0x1_0000)
  const fold = foldedUnits()
  let classes = 1
  for (const literal of literals)
    for (let at = 0; at < literal.length; at++) {
      const folded = fold[literal.charCodeAt(at)] ?? 0
      if (classOf[folded] === 0) classOf[folded] = classes++
    }
  for (let unit = 0; unit < classOf.length; unit++) {
    if (classOf[unit] === 0) classOf[unit] = classOf[fold[unit] ?? 0] ?? 0
  }
  return { classOf, classes }
}

interface Trie {
  /** Of each state, class → state. */
  edges: Map<number, number>[]
  /** Of each literal, the state in which it ends. */
  ends: number[]
}

function buildTrie(literals: readonly string[], classOf: Uint16Array): Trie {
  const edges = [new Map<number, number>()]
  const ends = literals.map((literal) => {
    let state = 0
    for (let at = 0; at < literal.length; at++) {
      const unitClass = classOf[literal.charCodeAt(at)] ?? 0
      const known = edges[state]?.get(unitClass)
      const next = known ?? edges.length
      if (known === undefined) {
        edges[state]?.set(unitClass, next)
        edges.push(new Map<number, number>())
      }
      state = next
    }
    return state
  })
  return { edges, ends }
}

/** States by their depth: number 0 is the root, and what a state falls back to has a smaller number. */
interface States {
  edges: Map<number, number>[]
  fallback: Int32Array
  /** The first literal that ends in a state; the next one of the same state is `nextLiteral` of it. */
  firstLiteral: Int32Array
  nextLiteral: Int32Array
  /** The nearest state on the way of fallbacks, itself included, in which a literal ends; NONE when there is none. */
  telling: Int32Array
}

function inBreadth({ edges, ends }: Trie, literals: number): States {
  const order = [0]
  const numberOf = new Int32Array(edges.length)
  for (let at = 0; at < order.length; at++)
    for (const child of edges[order[at] ?? 0]?.values() ?? []) {
      numberOf[child] = order.length
      order.push(child)
    }
  const renumbered = order.map(
    (old) =>
      new Map(
        [...(edges[old]?.entries() ?? [])].map(([unitClass, child]) => [unitClass, numberOf[child] ?? 0]),
      ),
  )
  const firstLiteral = new Int32Array(edges.length).fill(NONE)
  const nextLiteral = new Int32Array(literals).fill(NONE)
  ends.forEach((old, literal) => {
    const state = numberOf[old] ?? 0
    nextLiteral[literal] = firstLiteral[state] ?? NONE
    firstLiteral[state] = literal
  })
  const fallback = new Int32Array(edges.length)
  renumbered.forEach((children, state) => {
    for (const [unitClass, child] of children)
      fallback[child] = state === 0 ? 0 : follow(renumbered, fallback, fallback[state] ?? 0, unitClass)
  })
  const telling = new Int32Array(edges.length).fill(NONE)
  for (let state = 0; state < telling.length; state++)
    telling[state] = firstLiteral[state] === NONE ? (telling[fallback[state] ?? 0] ?? NONE) : state
  return { edges: renumbered, fallback, firstLiteral, nextLiteral, telling }
}

/** Where a state goes with a class, by its fallbacks. */
function follow(
  edges: readonly Map<number, number>[],
  fallback: Int32Array,
  from: number,
  unitClass: number,
): number {
  for (let state = from; ; state = fallback[state] ?? 0) {
    const next = edges[state]?.get(unitClass)
    if (next !== undefined) return next
    if (state === 0) return 0
  }
}

function createSearch(classOf: Uint16Array, classes: number, states: States): Automaton {
  const { edges, fallback, firstLiteral, nextLiteral, telling } = states
  const denseStates = Math.min(edges.length, Math.max(1, Math.floor(MAX_DENSE_CELLS / classes)))
  const table = new Int32Array(denseStates * classes)
  for (let state = 0; state < denseStates; state++) {
    const row = state * classes
    // A state's fallback comes before it, so its row is complete.
    if (state > 0)
      table.copyWithin(row, (fallback[state] ?? 0) * classes, ((fallback[state] ?? 0) + 1) * classes)
    for (const [unitClass, child] of edges[state] ?? []) table[row + unitClass] = child
  }

  const next = (from: number, unitClass: number): number => {
    let state = from
    for (; state >= denseStates; state = fallback[state] ?? 0) {
      const child = edges[state]?.get(unitClass)
      if (child !== undefined) return child
    }
    return table[state * classes + unitClass] ?? 0
  }

  const tell = (at: number, end: number, visit: (literal: number, end: number) => boolean): boolean => {
    for (let state = at; state !== NONE; state = telling[fallback[state] ?? 0] ?? NONE)
      for (let one = firstLiteral[state] ?? NONE; one !== NONE; one = nextLiteral[one] ?? NONE)
        if (visit(one, end)) return true
    return false
  }

  return {
    search(text, visit) {
      let state = 0
      for (let at = 0; at < text.length; at++) {
        const unitClass = classOf[text.charCodeAt(at)] ?? 0
        state = state < denseStates ? (table[state * classes + unitClass] ?? 0) : next(state, unitClass)
        const found = telling[state] ?? NONE
        if (found !== NONE && tell(found, at + 1, visit)) return true
      }
      return false
    },
  }
}
