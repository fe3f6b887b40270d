import { Form, Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Button } from './ui/button'
import { Panel } from './ui/section'

interface ConfirmPageProps {
  title: string
  description: string
  confirmLabel: string
  cancelTo: string
}

/** The question that must be answered before something is destroyed, as a page of its own. */
export function ConfirmPage({ title, description, confirmLabel, cancelTo }: ConfirmPageProps) {
  const { t } = useTranslation()
  return (
    <Panel className="mx-auto mt-10 max-w-lg p-6">
      <h1 className="break-words text-lg font-semibold">{title}</h1>
      <p className="mt-1.5 text-sm text-ink-muted">{description}</p>
      <Form method="post" className="mt-5 flex justify-end gap-2">
        <Button asChild>
          <Link to={cancelTo}>{t('actions.cancel')}</Link>
        </Button>
        <Button type="submit" variant="destructive">
          {confirmLabel}
        </Button>
      </Form>
    </Panel>
  )
}
