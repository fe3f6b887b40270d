import { data } from '@remix-run/node'
import type { BrokenRule } from '#server/domain/broken-rule'
import type { FieldProblem, FormState } from './form-state'
import type { FormReader } from './form-reader'
import { problemOfRule, sentence } from './problem-of-rule'

interface CallerError extends Error {
  code: string
}

/** What the server's InputError says of one field. */
interface Issue {
  path: string
  message: string
  rule?: BrokenRule | undefined
}

/** The server's own TRPCError, told by its shape: the console imports no server code. */
function isCallerError(error: unknown): error is CallerError {
  return (
    error instanceof Error && error.name === 'TRPCError' && 'code' in error && typeof error.code === 'string'
  )
}

/** Await a procedure; what does not exist becomes the 404 page. */
export async function orNotFound<T>(result: Promise<T>): Promise<T> {
  try {
    return await result
  } catch (error) {
    if (isCallerError(error) && error.code === 'NOT_FOUND') throw new Response(null, { status: 404 })
    throw error
  }
}

const USER_FAULTS = new Set(['BAD_REQUEST', 'CONFLICT', 'UNPROCESSABLE_CONTENT', 'PRECONDITION_FAILED'])

/** Whether the server refused what the reader asked for, rather than failed. */
export const isRefusal = (error: unknown): boolean => isCallerError(error) && USER_FAULTS.has(error.code)

/** Whether the server does not let this reader see something. */
export const isForbidden = (error: unknown): boolean => isCallerError(error) && error.code === 'FORBIDDEN'

/** The form again, with what is wrong with it. */
export function formAgain(form: Pick<FormReader, 'values' | 'problems'>) {
  const state: FormState = { values: form.values, problems: form.problems }
  return data(state, { status: 422 })
}

/** Turn a refusal of the server into the form again; anything else is not the reader's fault and goes to the boundary.
 * Form fields bear the names of the server's input paths (`limits.usdDay`), which ties its words to them. */
export const refusedForm = (error: unknown, form: FormReader) =>
  data(refusedState(error, form), { status: 422 })

/** The same for a loader, whose page answers what its address asks. */
export function refusedState(error: unknown, form: FormReader): FormState {
  if (isCallerError(error) && error.code === 'NOT_FOUND') throw new Response(null, { status: 404 })
  if (!isCallerError(error) || !USER_FAULTS.has(error.code)) throw error
  const problems: Record<string, FieldProblem> = {}
  const rest: Issue[] = []
  for (const issue of issuesOf(error)) {
    const name = fieldOf(issue.path, form)
    if (name) problems[name] ??= problemOfRule(issue.message, issue.rule)
    else rest.push(issue)
  }
  return { values: form.values, problems, problem: problemOfAll(rest) }
}

const issuesOf = ({ cause, message }: CallerError): readonly Issue[] =>
  isInputError(cause) ? cause.issues : [{ path: '', message }]

/** Told by its shape too. */
const isInputError = (cause: unknown): cause is { issues: readonly Issue[] } =>
  cause instanceof Error && 'issues' in cause && Array.isArray(cause.issues)

/** What is wrong with no field of this form, which then has to be named. */
function problemOfAll(issues: Issue[]): FieldProblem | undefined {
  const [first, ...others] = issues
  if (!first) return undefined
  if (first.path === '' && others.length === 0) return problemOfRule(first.message, first.rule)
  const texts = issues.map(({ path, message }) => (path ? `${path}: ${message}` : message))
  return { text: texts.map(sentence).join(' ') }
}

/** `groupTags.0` is about the field `groupTags`. */
function fieldOf(path: string, form: FormReader): string | undefined {
  for (let name = path; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.'))))
    if (form.has(name)) return name
  return undefined
}
