import { Link, useNavigation } from '@remix-run/react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { FormState } from '#app/lib/form-state'
import { useProblemText } from '#app/lib/use-problem-text'
import { Button } from './ui/button'
import { classNames } from './ui/class-names'
import { Notice } from './ui/notice'

/** A group of fields with its name beside it on wide pages, above it on narrow ones. */
export function FormSection({
  title,
  text,
  children,
}: {
  title: string
  text?: string
  children: ReactNode
}) {
  return (
    <fieldset className="border-t py-6 first-of-type:border-t-0 first-of-type:pt-0 lg:grid lg:grid-cols-[15rem_minmax(0,1fr)] lg:gap-8">
      <legend className="float-start mb-3 w-full text-sm font-semibold lg:mb-0 lg:w-60">
        {title}
        {text && <span className="mt-1 block text-sm font-normal text-ink-muted">{text}</span>}
      </legend>
      <div className="clear-both max-w-form space-y-4 lg:clear-none lg:col-start-2">{children}</div>
    </fieldset>
  )
}

/** Two fields side by side where there is room. */
export function FieldRow({ children }: { children: ReactNode }) {
  return <div className="grid items-start gap-4 sm:grid-cols-2">{children}</div>
}

/** Says above the form that it was not saved, and why, where that belongs to no field. */
export function FormProblem({ state }: { state: FormState | undefined }) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  // Without a problem it is only another number of rows, see form-rows.ts.
  if (!state || (!state.problem && Object.keys(state.problems).length === 0)) return null
  return (
    <Notice tone="danger" title={t('form.notSaved')} className="mb-6">
      {state.problem ? problemText(state.problem) : t('form.checkFields')}
    </Notice>
  )
}

interface FormActionsProps {
  submitLabel: string
  /** Absent where there is nowhere to go back to. */
  cancelTo?: string
  /** The form's fields begin at the edge of the page, without section names beside them. */
  wide?: boolean
}

export function FormActions({ submitLabel, cancelTo, wide = false }: FormActionsProps) {
  const { t } = useTranslation()
  const busy = useNavigation().state === 'submitting'
  return (
    <div className={classNames('flex items-center gap-2 border-t pt-5', !wide && 'lg:ps-[17rem]')}>
      <Button type="submit" variant="primary" disabled={busy}>
        {submitLabel}
      </Button>
      {cancelTo !== undefined && (
        <Button asChild variant="quiet">
          <Link to={cancelTo}>{t('actions.cancel')}</Link>
        </Button>
      )}
    </div>
  )
}
