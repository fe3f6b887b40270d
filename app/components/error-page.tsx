import { isRouteErrorResponse, Link, useRouteError } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Button } from './ui/button'

/** What went wrong in plain words; details are in the server's log, never here. */
export function ErrorMessage() {
  const { t } = useTranslation()
  const error = useRouteError()
  const kind = isRouteErrorResponse(error) && error.status === 404 ? 'notFound' : 'failed'
  return (
    <div className="mx-auto max-w-form px-4 py-24 text-center">
      <p className="text-sm font-medium text-ink-muted">{kind === 'notFound' ? 404 : 500}</p>
      <h1 className="mt-1 text-xl font-semibold tracking-tight">{t(`error.${kind}.title`)}</h1>
      <p className="mx-auto mt-2 max-w-prose text-sm text-ink-muted">{t(`error.${kind}.text`)}</p>
      <Button asChild className="mt-5">
        <Link to="/">{t('error.home')}</Link>
      </Button>
    </div>
  )
}

/** For errors outside the console's own frame. */
export function ErrorPage() {
  return (
    <main>
      <ErrorMessage />
    </main>
  )
}
