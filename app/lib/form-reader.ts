import type { FieldProblem, FormValues } from './form-state'

interface IntegerOptions {
  min: number
  max: number
}

/** Reads typed values out of a submitted form and collects what is wrong with them, so that a reader is told of every
 * bad field at once. After a problem the value returned is only a placeholder: look at `problems` before using any. */
export interface FormReader {
  readonly values: FormValues
  readonly problems: Record<string, FieldProblem>
  readonly valid: boolean
  has(name: string): boolean
  text(name: string, options?: { required?: boolean; maxLength?: number }): string
  /** @returns null for an empty field */
  integer(name: string, options: IntegerOptions): number | null
  requiredInteger(name: string, options: IntegerOptions): number
  /** A plain decimal number of at most nine fraction digits, 0 or more. @returns null for an empty field */
  decimal(name: string): string | null
  url(name: string): string
  /** @returns the end of that day in UTC as an ISO time, null for an empty field */
  endOfDay(name: string): string | null
  /** Items between commas or line ends, without doubles. */
  list(name: string): string[]
  checked(name: string): boolean
  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T
  /** Say what is wrong with a field; the first problem of a field stands. */
  reject(name: string, problem: FieldProblem): void
}

/** @param secrets fields whose content is never sent back with the form */
export function createFormReader(form: FormData, secrets: readonly string[] = []): FormReader {
  const values: FormValues = {}
  for (const [name, value] of form)
    if (typeof value === 'string' && !secrets.includes(name)) values[name] = value
  const problems: Record<string, FieldProblem> = {}

  const raw = (name: string): string => {
    const value = form.get(name)
    return typeof value === 'string' ? value.trim() : ''
  }
  const reject = (name: string, problem: FieldProblem) => {
    problems[name] ??= problem
  }
  const integer = (name: string, { min, max }: IntegerOptions): number | null => {
    const text = raw(name)
    if (text === '') return null
    const value = Number(text)
    const fits = /^-?\d+$/.test(text) && value >= min && value <= max
    if (!fits) reject(name, { key: 'problem.integer', values: { min, max } })
    return fits ? value : null
  }

  return {
    values,
    problems,
    get valid() {
      return Object.keys(problems).length === 0
    },
    has: (name) => form.has(name),
    text(name, { required = false, maxLength = 200 } = {}) {
      const text = raw(name)
      if (required && text === '') reject(name, { key: 'problem.required' })
      if (text.length > maxLength) reject(name, { key: 'problem.tooLong', values: { max: maxLength } })
      return text
    },
    integer,
    requiredInteger(name, options) {
      if (raw(name) === '') reject(name, { key: 'problem.required' })
      return integer(name, options) ?? options.min
    },
    decimal(name) {
      const text = raw(name)
      if (text === '') return null
      if (!/^\d{1,9}(\.\d{1,9})?$/.test(text)) reject(name, { key: 'problem.decimal' })
      return text
    },
    url(name) {
      const text = raw(name)
      if (text === '') reject(name, { key: 'problem.required' })
      else if (!URL.canParse(text) || !/^https?:/i.test(text)) reject(name, { key: 'problem.url' })
      return text
    },
    endOfDay(name) {
      const text = raw(name)
      if (text === '') return null
      const time = new Date(`${text}T23:59:59.999Z`)
      if (Number.isNaN(time.getTime())) reject(name, { key: 'problem.date' })
      return Number.isNaN(time.getTime()) ? null : time.toISOString()
    },
    list: (name) =>
      [
        ...new Set(
          raw(name)
            .split(/[,\n]/)
            .map((item) => item.trim()),
        ),
      ].filter(Boolean),
    checked: (name) => form.get(name) === 'on',
    choice: (name, choices, fallback) => choices.find((choice) => choice === raw(name)) ?? fallback,
    reject,
  }
}
