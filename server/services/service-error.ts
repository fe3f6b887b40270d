import type { z } from 'zod'
import { ruleOf, type BrokenRule } from '#server/domain/broken-rule'

/** What a control-plane operation refuses, for the person who asked; the message holds no internals. */
export interface FieldIssue {
  /** Dotted path of the input field, for example `limits.usdDay`. */
  path: string
  message: string
  /** Which rule it is, where that has a name: for those who show it in another language. */
  rule?: BrokenRule | undefined
}

export class ServiceError extends Error {
  readonly code: 'not_found' | 'invalid' | 'conflict'
  readonly issues: readonly FieldIssue[]

  private constructor(code: ServiceError['code'], message: string, issues: readonly FieldIssue[] = []) {
    super(message)
    this.name = 'ServiceError'
    this.code = code
    this.issues = issues
  }

  static notFound(what: string, id: string): ServiceError {
    return new ServiceError('not_found', `There is no ${what} with id ${JSON.stringify(id)}.`)
  }

  static invalid(issues: readonly FieldIssue[]): ServiceError {
    return new ServiceError('invalid', describeIssues(issues), issues)
  }

  /** It makes sense, but something else has decided otherwise. */
  static conflict(issues: readonly FieldIssue[]): ServiceError {
    return new ServiceError('conflict', describeIssues(issues), issues)
  }
}

/** One line that a person can act on: `path: message; path: message`. */
export function describeIssues(issues: readonly FieldIssue[]): string {
  return issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ')
}

/** What a schema says of an input, as issues of it. */
export const issuesOf = (issues: readonly z.core.$ZodIssue[]): FieldIssue[] =>
  issues.map((issue) => ({
    path: issue.path.map(String).join('.'),
    message: issue.message,
    rule: ruleOf(issue),
  }))
