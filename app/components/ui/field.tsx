import { createContext, useContext, useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldProblem } from '#app/lib/form-state'
import { useProblemText } from '#app/lib/use-problem-text'
import { classNames } from './class-names'

interface FieldIdentity {
  id: string
  name: string
  required: boolean
  invalid: boolean
  describedBy: string | undefined
}
const FieldContext = createContext<FieldIdentity | null>(null)

/** What ties a control to its label, hint and error. Every control of this folder must stand in a Field. */
export function useFieldProps() {
  const field = useContext(FieldContext)
  if (!field) throw new Error('A form control must stand inside a Field')
  return {
    id: field.id,
    name: field.name,
    required: field.required,
    'aria-invalid': field.invalid || undefined,
    'aria-describedby': field.describedBy,
    // For a page that came without JavaScript; the browser takes the first of several.
    autoFocus: field.invalid,
  }
}

interface FieldProps {
  name: string
  label: string
  hint?: ReactNode
  problem?: FieldProblem | undefined
  required?: boolean
  /** Say beside the label that the field may stay empty. Off where its section says so for all. */
  markOptional?: boolean
  /** The label is read out but not shown, for controls whose meaning is plain from their place. */
  labelHidden?: boolean
  className?: string | undefined
  children: ReactNode
}

export function Field({
  name,
  label,
  hint,
  problem,
  required = false,
  markOptional = true,
  labelHidden,
  className,
  children,
}: FieldProps) {
  const { t } = useTranslation()
  const id = useId()
  const problemText = useProblemText()
  const ids = [hint ? `${id}-hint` : '', problem ? `${id}-problem` : ''].filter(Boolean).join(' ')
  return (
    <div className={classNames('min-w-0', className)}>
      <label
        htmlFor={id}
        className={labelHidden ? 'sr-only' : 'mb-1.5 flex items-baseline gap-2 text-sm font-medium'}
      >
        {label}
        {markOptional && !required && !labelHidden && (
          <span className="text-xs font-normal text-ink-faint">{t('form.optional')}</span>
        )}
      </label>
      <FieldContext.Provider
        value={{ id, name, required, invalid: problem !== undefined, describedBy: ids || undefined }}
      >
        {children}
      </FieldContext.Provider>
      {problem && (
        <p id={`${id}-problem`} className="any-language mt-1.5 text-sm text-danger">
          {problemText(problem)}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="mt-1.5 text-xs text-ink-muted">
          {hint}
        </p>
      )}
    </div>
  )
}
