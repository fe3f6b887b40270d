import type { z } from 'zod'

/** Rules that inputs break often. Whoever shows a refusal in another language than English says it by these; the message
 * beside them stays as it is. */
export const RULE_CODES = [
  'required',
  'tooShort', // min, in characters
  'tooLong', // max, in characters
  'tooFew', // min, in items
  'tooMany', // max, in items
  'atLeast', // min
  'atMost', // max
  'moreThan', // min
  'lessThan', // max
  'number',
  'wholeNumber',
  'url',
  'email',
  'timeZone',
  'oneOf', // allowed
  'patternSyntax', // reason, in English
  'patternComplex',
  'matchesEverything',
  'nothingSeen',
  'groupMissing', // group, count
  'plainAscii',
  'statusRange',
  'version',
  'nameTaken',
  'listed',
  'aboveUserLimit', // limit
  'decidedByEnvironment', // variable
  'inPast',
  'startTaken',
  'fromAfterTo',
  'keyExpired',
  'keyReplaced',
  'changedSince',
  // Of addresses.
  'address', // example
  'addressScheme', // schemes
  'addressHost',
  'addressUser',
  'addressQuery',
  'addressFragment',
  'addressEnd',
  'addressPercent',
  'addressForbidden',
  'addressPlainHttp',
  // Of schedules.
  'dayTime',
  'weekday',
  'dayTwice',
  // Of lists that are imported.
  'textTooLong',
  'notJson',
  'notListOrObject',
  'columns', // found, expected
  'repeatsLine', // line
  'openQuote',
  'textAfterQuote',
  'mostRules', // max
  'mostRulesTogether', // count, max
  'mostWords', // max
  'mostPatterns', // max
  'noPriceTable',
  'tableStatus', // status
  'tableTooLong',
  'tableNotPublic',
  'tableLate',
  'tableUnreachable',
  // Of error rules.
  'conditions',
  'needsRetry',
  // Of work that waits, and that is done.
  'jobsWaiting', // max
  'sentAlready',
] as const
export type RuleCode = (typeof RULE_CODES)[number]

export interface BrokenRule {
  code: RuleCode
  values?: Readonly<Record<string, string | number>> | undefined
}

/** What is wrong with something, in English and by its rule. */
export interface Breach {
  message: string
  rule: BrokenRule
}

export const breach = (code: RuleCode, message: string, values?: BrokenRule['values']): Breach => ({
  message,
  rule: { code, ...(values && { values }) },
})

/** A breach as an issue of a refinement that looks at several fields. */
export const issueOf = ({ message, rule }: Breach, path: PropertyKey[] = []) => ({
  ...{ code: 'custom' as const, message, path },
  ...breaks(rule.code, rule.values),
})

/** To go beside the message of a refinement, so that `ruleOf` finds which rule it is. */
export const breaks = (code: RuleCode, values?: BrokenRule['values']): { params: { rule: BrokenRule } } => ({
  params: { rule: { code, ...(values && { values }) } },
})

/** The rule that an input broke.
 * @returns undefined for what has no name here; only its message says it */
export function ruleOf(issue: z.core.$ZodIssue): BrokenRule | undefined {
  switch (issue.code) {
    case 'custom':
      // Of refinements; those made with `breaks` hold a rule, the others nothing.
      return (issue.params as { rule?: BrokenRule } | undefined)?.rule
    case 'invalid_type':
      if (issue.expected === 'int') return { code: 'wholeNumber' }
      return issue.expected === 'number' ? { code: 'number' } : undefined
    case 'invalid_format':
      return FORMATS.get(issue.format)
    case 'invalid_value':
      return { code: 'oneOf', values: { allowed: issue.values.map(String).join(', ') } }
    case 'too_small':
      return tooSmall(issue)
    case 'too_big':
      return tooBig(issue)
    default:
      return undefined
  }
}

const FORMATS: ReadonlyMap<string, BrokenRule> = new Map([
  ['url', { code: 'url' }],
  ['email', { code: 'email' }],
])

function tooSmall({ origin, minimum, inclusive }: z.core.$ZodIssueTooSmall): BrokenRule | undefined {
  if (origin === 'date' || origin === 'file') return undefined
  const min = Number(minimum)
  const counted = origin === 'string' || origin === 'array' || origin === 'set'
  if (counted && min <= 1) return { code: 'required' }
  const code =
    origin === 'string' ? 'tooShort' : counted ? 'tooFew' : inclusive === false ? 'moreThan' : 'atLeast'
  return { code, values: { min } }
}

function tooBig({ origin, maximum, inclusive }: z.core.$ZodIssueTooBig): BrokenRule | undefined {
  if (origin === 'date' || origin === 'file') return undefined
  const counted = origin === 'array' || origin === 'set'
  const code =
    origin === 'string' ? 'tooLong' : counted ? 'tooMany' : inclusive === false ? 'lessThan' : 'atMost'
  return { code, values: { max: Number(maximum) } }
}
