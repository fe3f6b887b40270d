import type { BrokenRule } from '#server/domain/broken-rule'
import type { FieldProblem } from './form-state'

/** What the server refuses, in the reader's language where the rule has a name, else in the server's words. */
export const problemOfRule = (text: string, rule: BrokenRule | undefined): FieldProblem =>
  rule ? { key: `problem.rule.${rule.code}`, values: { ...rule.values } } : { text: sentence(text) }

/** `must be a URL` as a sentence of its own. */
export const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
