import type { ParseKeys } from 'i18next'

/** What is wrong with a field: a text of ours, or the server's own words where the console knows no better. */
export type FieldProblem = { key: ProblemKey; values?: Record<string, string | number> } | { text: string }
type ProblemKey = Extract<ParseKeys<'common'>, `problem.${string}`>

/** A form's content as the browser sends it. A checkbox is `on` or absent. */
export type FormValues = Record<string, string>

/** What an action answers when it could not do what was asked: the form again, as it was filled in. */
export interface FormState {
  values: FormValues
  problems: Record<string, FieldProblem>
  /** A problem that belongs to no field. */
  problem?: FieldProblem | undefined
}
