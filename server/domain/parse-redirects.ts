import type { z } from 'zod'
import { breach, ruleOf } from './broken-rule'
import type { Breach, BrokenRule } from './broken-rule'
import { MAX_REDIRECTS, modelRedirectSchema } from './model-redirects'
import type { ModelRedirect } from './provider'
import { readCsv } from './read-csv'
import { readJsonEntries } from './read-json-entries'

export type RedirectFormat = 'csv' | 'json'

export interface RedirectProblem {
  /** From 1. */
  line: number
  message: string
  /** Which rule it is, where that has a name. */
  rule?: BrokenRule | undefined
  /** What of the line it is about. */
  field?: string | undefined
}

/** Rules that can be imported, in the order of the text, and why the others cannot. */
export interface ParsedRedirects {
  rules: ModelRedirect[]
  problems: RedirectProblem[]
}

/** Longest text that is read, in characters. */
export const MAX_IMPORT_LENGTH = 1_000_000
/** After so many problems the rest is of no use to anybody. */
const MAX_PROBLEMS = 100

/** Read redirects for a bulk import (FR-033).
 * CSV: `match,from,to` or `from,to` (exact), with or without a line that names the columns in any order. JSON: a list of
 * `{match?, from, to}`, or an object `{from: to}` of exact ones. Byte order marks and either line end are fine. A rule that
 * repeats an earlier one's match and name is a problem: it could never match. */
export function parseRedirects(text: string, format: RedirectFormat): ParsedRedirects {
  if (text.length > MAX_IMPORT_LENGTH) return refused(1, breach('textTooLong', 'the text is too long'))
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text
  const entries = format === 'csv' ? csvEntries(plain) : jsonEntries(plain)
  const rules: ModelRedirect[] = []
  const problems: RedirectProblem[] = []
  const lines = new Map<string, number>()
  for (const entry of entries) {
    const problem = 'problem' in entry ? entry.problem : addRule(entry, rules, lines)
    if (problem !== null) problems.push({ line: entry.line, ...problem })
    if (problems.length >= MAX_PROBLEMS) break
  }
  return { rules, problems }
}

type Problem = Omit<RedirectProblem, 'line'>
type Entry = { line: number; value: unknown } | { line: number; problem: Problem }

const refused = (line: number, problem: Breach): ParsedRedirects => ({
  rules: [],
  problems: [{ line, ...problem }],
})

/** @returns what is wrong with it */
function addRule(
  { line, value }: { line: number; value: unknown },
  rules: ModelRedirect[],
  lines: Map<string, number>,
): Problem | null {
  const parsed = modelRedirectSchema.safeParse(value)
  if (!parsed.success) return problemOf(parsed.error.issues)
  if (rules.length >= MAX_REDIRECTS)
    return breach('mostRules', `a provider has no more than ${String(MAX_REDIRECTS)} rules`, {
      max: MAX_REDIRECTS,
    })
  const { match, from } = parsed.data
  const key = JSON.stringify([match, from])
  const earlier = lines.get(key)
  if (earlier !== undefined)
    return breach('repeatsLine', `repeats line ${String(earlier)}`, { line: earlier })
  lines.set(key, line)
  rules.push(parsed.data)
  return null
}

/** The words are of all issues, the rule is the first one's. */
function problemOf(issues: readonly z.core.$ZodIssue[]): Problem {
  const [first] = issues
  return {
    message: issues.map(({ path, message }) => [...path, message].join(' ')).join('; '),
    ...(first && { rule: ruleOf(first), field: first.path.join('.') }),
  }
}

const COLUMNS = ['match', 'from', 'to'] as const

function csvEntries(text: string): Entry[] {
  const records = readCsv(text)
  const named = records[0]?.fields.map((field) => field.trim().toLowerCase()) ?? []
  const hasNames = named.includes('from') && named.includes('to')
  return (hasNames ? records.slice(1) : records).map(({ line, fields, problem }) => {
    if (problem !== null) return { line, problem }
    const columns = hasNames ? named : fields.length === 2 ? COLUMNS.slice(1) : COLUMNS
    if (fields.length !== columns.length)
      return { line, problem: otherColumns(fields.length, columns.join(',')) }
    const cells = columns.map((column, at) => [column, (fields[at] ?? '').trim()] as const)
    // A blank match is the usual one.
    return { line, value: Object.fromEntries(cells.filter(([column, cell]) => column !== 'match' || cell)) }
  })
}

const otherColumns = (found: number, expected: string): Breach =>
  breach('columns', `has ${String(found)} columns, expected ${expected}`, { found, expected })

function jsonEntries(text: string): Entry[] {
  const found = readJsonEntries(text)
  const lineOf = lineCounter(text)
  if (found.kind === 'broken')
    return [{ line: lineOf(found.at), problem: breach('notJson', 'is not JSON from here on') }]
  if (found.kind === 'other')
    return [{ line: 1, problem: breach('notListOrObject', 'must be a list of rules or an object') }]
  return found.entries.map((entry) => ({
    line: lineOf(entry.at),
    value: found.kind === 'array' ? parseJson(entry.text) : namedRule(parseJson(`{${entry.text}}`)),
  }))
}

const parseJson = (text: string): unknown => JSON.parse(text)

/** Of `{from: to}`, the short form of an exact rule. */
function namedRule(pair: unknown): unknown {
  const named: [string, unknown][] = Object.entries(pair ?? {})
  const [[from, to] = []] = named
  return { from, to }
}

/** The line of an offset; offsets must come in ascending order. */
function lineCounter(text: string): (at: number) => number {
  let line = 1
  let seen = 0
  return (at) => {
    for (; seen < at; seen++) if (text[seen] === '\n') line++
    return line
  }
}
