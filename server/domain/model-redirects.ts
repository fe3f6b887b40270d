import { z } from 'zod'
import { breach, issueOf } from './broken-rule'
import type { Breach } from './broken-rule'
import { countGroups, matchesPattern, matchGroups, patternProblem } from './pattern'
import { REDIRECT_MATCHES } from './provider'
import type { ModelRedirect } from './provider'

export const MAX_MODEL_LENGTH = 200
/** Rules that one provider may have. */
export const MAX_REDIRECTS = 500
/** Clients name models as they like; patterns are only tried on names that could be one. */
const MAX_MATCHED_LENGTH = 500

const required = (issue: { input?: unknown }) => (issue.input === undefined ? 'is required' : undefined)
const text = z.string({ error: required }).trim().min(1, 'must not be empty')
const tooLong = `must not be longer than ${String(MAX_MODEL_LENGTH)} characters`

/** One rule as an admin may write it. */
export const modelRedirectSchema = z
  .strictObject({
    match: z
      .enum(REDIRECT_MATCHES, { error: `must be one of ${REDIRECT_MATCHES.join(', ')}` })
      .default('exact'),
    from: text,
    to: text.max(MAX_MODEL_LENGTH, tooLong),
  })
  .superRefine(({ match, from, to }, context) => {
    const problem = match === 'pattern' ? patternProblem(from) : literalProblem(from)
    if (problem !== null) context.addIssue(issueOf(problem, ['from']))
    else if (match === 'pattern' && highestReference(to) > countGroups(from))
      context.addIssue(issueOf(missingGroup(highestReference(to), countGroups(from)), ['to']))
  })

const literalProblem = (from: string): Breach | null =>
  from.length > MAX_MODEL_LENGTH ? breach('tooLong', tooLong, { max: MAX_MODEL_LENGTH }) : null

const missingGroup = (group: number, count: number): Breach =>
  breach('groupMissing', `names the group $${String(group)}, but the pattern has ${String(count)}`, {
    group,
    count,
  })

/** The model that goes upstream when a client asks for `model` (FR-033): rules are tried in order, the first that matches
 * decides, and its `to` is the whole new name, whatever part of the old one matched.
 * In the `to` of a pattern `$1` to `$9` are what its groups found, `$0` is all that it found, and `$$` is a dollar sign.
 * Rules that would give an empty name leave the model as it is. */
export function redirectModel(rules: readonly ModelRedirect[], model: string): string {
  for (const rule of rules) if (matchesRedirect(rule, model)) return target(rule, model)
  return model
}

/** Whether the rule would decide for this model, if no earlier one does. */
export function matchesRedirect({ match, from }: ModelRedirect, model: string): boolean {
  switch (match) {
    case 'exact':
      return model === from
    case 'prefix':
      return model.startsWith(from)
    case 'suffix':
      return model.endsWith(from)
    case 'contains':
      return model.includes(from)
    case 'pattern':
      return model.length <= MAX_MATCHED_LENGTH && matchesPattern(from, model)
  }
}

const REFERENCE = /\$([\d$])/g

function target({ match, from, to }: ModelRedirect, model: string): string {
  if (match !== 'pattern' || !to.includes('$')) return to
  const groups = matchGroups(from, model) ?? []
  const expanded = to.replace(REFERENCE, (_, reference: string) =>
    reference === '$' ? '$' : (groups[Number(reference)] ?? ''),
  )
  return expanded.trim() === '' ? model : expanded
}

const highestReference = (to: string): number =>
  Math.max(0, ...[...to.matchAll(REFERENCE)].map(([, reference]) => Number(reference) || 0))
