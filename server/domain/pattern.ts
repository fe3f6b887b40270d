import { RE2JS, RE2JSSyntaxException } from 're2js'
import { breach } from './broken-rule'
import type { Breach } from './broken-rule'

/** Patterns that admins write, in RE2's syntax. They run on a linear-time engine, so that no pattern can stop the hub,
 * and they are unanchored unless they say so: `^` and `$` mean the whole text's ends.
 * @see https://github.com/google/re2/wiki/Syntax; RE2 has no look-around and no back-references */
export const MAX_PATTERN_LENGTH = 500

/** RE2 instructions. Time is text length times instructions: 64 KB against 900 of them took 0.7 s, so counted
 * repetitions such as `.{900}` are refused. */
const MAX_PROGRAM_SIZE = 500
/** Distinct patterns that are kept compiled; compiling one takes about as long as a thousand matches. */
const MAX_COMPILED = 1_000

type Compiled =
  { readonly regex: RE2JS; readonly problem: null } | { readonly regex: null; readonly problem: Breach }

export interface PatternOptions {
  /** Letters match in either case; `(?i)` in the pattern does the same. */
  ignoreCase?: boolean
}

const caseSensitive = new Map<string, Compiled>()
const caseInsensitive = new Map<string, Compiled>()

function compiled(source: string, ignoreCase: boolean): Compiled {
  const cache = ignoreCase ? caseInsensitive : caseSensitive
  const known = cache.get(source)
  if (known) return known
  // Not kept: the cache is bounded in patterns, not in their length.
  if (source.length > MAX_PATTERN_LENGTH) return bad(breach('tooLong', TOO_LONG, { max: MAX_PATTERN_LENGTH }))
  const made = compile(source, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0)
  if (cache.size >= MAX_COMPILED) cache.clear()
  cache.set(source, made)
  return made
}

const TOO_LONG = `must not be longer than ${String(MAX_PATTERN_LENGTH)} characters`
const TOO_COMPLEX = 'is too complex: use smaller repetitions'

const bad = (problem: Breach): Compiled => ({ regex: null, problem })

function compile(source: string, flags: number): Compiled {
  if (source === '') return bad(breach('required', 'must not be empty'))
  try {
    const regex = RE2JS.compile(source, flags)
    if (regex.programSize() > MAX_PROGRAM_SIZE) return bad(breach('patternComplex', TOO_COMPLEX))
    return { regex, problem: null }
  } catch (error) {
    const reason = error instanceof RE2JSSyntaxException ? error.getDescription() : 'it cannot be read'
    return bad(breach('patternSyntax', `is not a valid RE2 pattern: ${reason}`, { reason }))
  }
}

/** What is wrong with a pattern, to go behind the name of its field; null when it can be used. */
export const patternProblem = (source: string, options?: PatternOptions): Breach | null =>
  compiled(source, options?.ignoreCase === true).problem

/** Whether the pattern is found anywhere in the text; never when it cannot be used.
 * @param text bounded by the caller: the time is linear in it */
export function matchesPattern(source: string, text: string, options?: PatternOptions): boolean {
  return compiled(source, options?.ignoreCase === true).regex?.test(text) ?? false
}

/** The text that the pattern found first and what its groups hold, `''` for one that took no part.
 * @returns null when it is not found */
export function matchGroups(source: string, text: string): string[] | null {
  const { regex } = compiled(source, false)
  // Asking whether it matches takes a fiftieth of the time of finding out where.
  if (!regex?.test(text)) return null
  const matcher = regex.matcher(text)
  if (!matcher.find()) return null
  return Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) ?? '')
}

/** How many groups a usable pattern has; 0 for any other. */
export const countGroups = (source: string): number => compiled(source, false).regex?.groupCount() ?? 0
