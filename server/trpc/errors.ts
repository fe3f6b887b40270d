import { TRPCError } from '@trpc/server'
import { ZodError } from 'zod'
import type { z } from 'zod'
import { ruleOf } from '#server/domain/broken-rule'
import { ServiceError, describeIssues } from '#server/services/service-error'
import type { FieldIssue } from '#server/services/service-error'
import { StoreError } from '#server/stores/store-error'
import { unitOf } from './input-words'

/** The cause of a BAD_REQUEST or CONFLICT: what is wrong with which field. Callers inside the process read `error.cause.issues`,
 * callers over HTTP `data.issues`. */
export class InputError extends Error {
  readonly issues: readonly FieldIssue[]

  constructor(issues: readonly FieldIssue[]) {
    super(describeIssues(issues))
    this.name = 'InputError'
    this.issues = issues
  }
}

/** Turn whatever a procedure threw into an error whose message may be shown to the admin. The original stays as
 * `cause` for the log; an error nobody foresaw says nothing of itself, since it could quote a query or a secret. */
export function toTrpcError(error: TRPCError): TRPCError {
  const { cause } = error
  if (error.code === 'BAD_REQUEST' && cause instanceof ZodError)
    return refusal(
      'BAD_REQUEST',
      cause.issues.map((issue) => describeIssue(issue)),
    )
  if (cause instanceof ServiceError) return fromServiceError(cause)
  if (cause instanceof StoreError) return fromStoreError(cause)
  if (error.code !== 'INTERNAL_SERVER_ERROR') return error
  return new TRPCError({ code: error.code, message: 'The hub could not do this; its log says why.', cause })
}

function fromServiceError(error: ServiceError): TRPCError {
  if (error.code === 'invalid') return refusal('BAD_REQUEST', error.issues)
  if (error.code === 'conflict') return refusal('CONFLICT', error.issues)
  return new TRPCError({ code: 'NOT_FOUND', message: error.message, cause: error })
}

function fromStoreError(error: StoreError): TRPCError {
  const { code, message } = error
  switch (code) {
    case 'conflict': // Names are all that must differ.
      return refusal('CONFLICT', [{ path: 'name', message, rule: { code: 'nameTaken' } }])
    case 'bad_cursor':
      return refusal('BAD_REQUEST', [{ path: 'cursor', message }])
    case 'not_found':
      return new TRPCError({ code: 'NOT_FOUND', message, cause: error })
    case 'unavailable':
      return new TRPCError({ code: 'SERVICE_UNAVAILABLE', message, cause: error })
  }
}

/** An error about fields. */
export function refusal(code: 'BAD_REQUEST' | 'CONFLICT', issues: readonly FieldIssue[]): TRPCError {
  const cause = new InputError(issues)
  return new TRPCError({ code, message: cause.message, cause })
}

/** Whether the log should hear of an error: the hub's own failures, not what callers did wrong. */
export const isOwnFailure = (error: { code: string }): boolean =>
  error.code === 'INTERNAL_SERVER_ERROR' || error.code === 'SERVICE_UNAVAILABLE'

type ZodIssue = z.core.$ZodIssue

/** zod says "Invalid input" of a union; what helps is the complaint of the member that got furthest. */
function describeIssue(issue: ZodIssue, parentPath: readonly PropertyKey[] = []): FieldIssue {
  const path = [...parentPath, ...issue.path]
  if (issue.code === 'invalid_union') {
    const nested = issue.errors.flatMap((issues) => issues.slice(0, 1))
    const [deepest] = nested.sort((a, b) => b.path.length - a.path.length)
    if (deepest && deepest.path.length > 0) return describeIssue(deepest, path)
  }
  const sized = issue.code === 'too_big' || issue.code === 'too_small'
  const unit = sized && issue.message.startsWith('must be ') ? unitOf(String(path.at(-1) ?? '')) : ''
  return { path: path.map(String).join('.'), message: `${issue.message}${unit}`, rule: ruleOf(issue) }
}
