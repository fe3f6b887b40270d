import { RE2Set } from 're2js'
import { z } from 'zod'
import { breach, issueOf } from './broken-rule'
import type { Breach } from './broken-rule'
import { MAX_PATTERN_LENGTH, matchesPattern, patternProblem } from './pattern'
import { buildAutomaton } from './sensitive-words-automaton'
import { isWholeWord, spellings, unmask } from './sensitive-words-fold'

/** `contains`: anywhere. `exact`: as a word of its own. `regex`: RE2, anywhere unless it says otherwise. */
export const WORD_MATCHES = ['contains', 'exact', 'regex'] as const
export type WordMatch = (typeof WORD_MATCHES)[number]

/** FR-021. What no request may say. */
export interface WordRule {
  id: string
  pattern: string
  match: WordMatch
  caseSensitive: boolean
}

/** A rule that a text broke. */
export interface WordHit {
  readonly rule: WordRule
  /** Only what is seen says it: the text hides it behind invisible characters or other forms of the same letters. */
  readonly evasion: boolean
}

/** All rules in one matcher, whose time is linear in the text. */
export interface CompiledWords {
  /** Nothing is ever found. */
  readonly empty: boolean
  /** @param texts each looked at by itself
   * @returns the first hit, or null */
  find(texts: Iterable<string>): WordHit | null
  /** Every rule that a text breaks, in the order of the rules; in plain sight counts before hidden. */
  findAll(text: string): WordHit[]
}

/** Nobody types a longer one, and a literal of one character more is one state more. */
export const MAX_WORD_LENGTH = 200
/** All patterns run at once, each of them at every place of the text. */
export const MAX_REGEX_RULES = 100

/** A rule as an admin may write it. */
export const wordRuleSchema = z
  .object({
    pattern: z.string().trim().min(1, 'must not be empty').max(MAX_PATTERN_LENGTH),
    match: z.enum(WORD_MATCHES),
    caseSensitive: z.boolean(),
  })
  .superRefine(({ pattern, match, caseSensitive }, context) => {
    const problem = wordProblem(pattern, match, caseSensitive)
    if (problem !== null) context.addIssue(issueOf(problem, ['pattern']))
  })

function wordProblem(pattern: string, match: WordMatch, caseSensitive: boolean): Breach | null {
  if (match === 'regex') {
    const problem = patternProblem(pattern, { ignoreCase: !caseSensitive })
    if (problem !== null) return problem
    return matchesPattern(pattern, '')
      ? breach('matchesEverything', 'matches every text, even an empty one')
      : null
  }
  const tooLong = `must not be longer than ${String(MAX_WORD_LENGTH)} characters`
  if (pattern.length > MAX_WORD_LENGTH) return breach('tooLong', tooLong, { max: MAX_WORD_LENGTH })
  const unseen = unmask(pattern).trim() === ''
  return unseen ? breach('nothingSeen', 'must have something that is seen') : null
}

export const NO_WORDS: CompiledWords = { empty: true, find: () => null, findAll: () => [] }

/** Compile enabled rules. A pattern that cannot be used matches nothing: it must not take the configuration down. */
export function compileWords(rules: readonly WordRule[]): CompiledWords {
  const usable = rules.filter(
    ({ pattern, match, caseSensitive }) => wordProblem(pattern, match, caseSensitive) === null,
  )
  if (usable.length === 0) return NO_WORDS
  const look = createLook(usable)
  return {
    empty: false,
    find(texts) {
      let first: WordHit | null = null
      const found = (rule: WordRule, evasion: boolean): boolean => {
        first = { rule, evasion }
        return true
      }
      for (const text of texts) if (lookTwice(text, look, found)) break
      return first
    },
    findAll(text) {
      const hits = new Map<string, WordHit>()
      lookTwice(text, look, (rule, evasion) => {
        if (!hits.has(rule.id)) hits.set(rule.id, { rule, evasion })
        return false
      })
      return usable.flatMap(({ id }) => hits.get(id) ?? [])
    },
  }
}

/** Tells of rules that a text breaks, some perhaps more than once, until `found` says true.
 * @returns whether it did */
type Look = (text: string, found: (rule: WordRule) => boolean) => boolean

const NOT_ASCII = /[\u0080-\uffff]/

/** As it stands, and as it is seen: only a text beyond ASCII can look like another one. */
function lookTwice(text: string, look: Look, found: (rule: WordRule, evasion: boolean) => boolean): boolean {
  if (look(text, (rule) => found(rule, false))) return true
  if (!NOT_ASCII.test(text)) return false
  const seen = unmask(text)
  return seen !== text && look(seen, (rule) => found(rule, true))
}

/** A spelling to look for, and whose it is. */
interface Literal {
  readonly text: string
  readonly rule: WordRule
}

function createLook(rules: readonly WordRule[]): Look {
  const literals = rules.flatMap((rule): Literal[] =>
    rule.match === 'regex' ? [] : spellings(rule.pattern).map((text) => ({ text, rule })),
  )
  const patterns = rules.filter(({ match }) => match === 'regex').slice(0, MAX_REGEX_RULES)
  const lookForLiterals = literals.length > 0 ? createLiteralLook(literals) : null
  const lookForPatterns = patterns.length > 0 ? createPatternLook(patterns) : null
  return (text, found) =>
    (lookForLiterals?.(text, found) ?? false) || (lookForPatterns?.(text, found) ?? false)
}

function createLiteralLook(literals: readonly Literal[]): Look {
  const automaton = buildAutomaton(literals.map(({ text }) => text))
  return (text, found) =>
    automaton.search(text, (index, end) => {
      const literal = literals[index]
      if (!literal) return false
      const { rule } = literal
      const start = end - literal.text.length
      if (rule.caseSensitive && !text.startsWith(literal.text, start)) return false
      if (rule.match === 'exact' && !isWholeWord(text, start, end)) return false
      return found(rule)
    })
}

/** One automaton for all patterns. */
function createPatternLook(rules: readonly WordRule[]): Look {
  const set = new RE2Set(RE2Set.UNANCHORED)
  for (const { pattern, caseSensitive } of rules) set.add(caseSensitive ? pattern : `(?i:${pattern})`)
  set.compile()
  return (text, found) =>
    set.match(text).some((index) => {
      const rule = rules[index]
      return rule !== undefined && found(rule)
    })
}
