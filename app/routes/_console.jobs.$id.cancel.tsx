import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { ConfirmPage } from '#app/components/confirm-page'
import { isRefusal, orNotFound } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'jobs:cancel.title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) =>
  orNotFound(requireAdmin(args).jobs.get({ id: idOf(args) }))

export async function action(args: ActionFunctionArgs) {
  const id = idOf(args)
  // One that has ended meanwhile needs no end: its page says how it was.
  await orNotFound(requireAdmin(args).jobs.cancel({ id })).catch((error: unknown) => {
    if (!isRefusal(error)) throw error
  })
  return redirectWithFlash(`/jobs/${id}`, 'done.jobCancelled')
}

export default function CancelJobPage() {
  const { t } = useTranslation('jobs')
  const { id } = useLoaderData<typeof loader>()
  return (
    <ConfirmPage
      title={t('cancel.title')}
      description={t('cancel.text')}
      confirmLabel={t('cancel.confirm')}
      cancelTo={`/jobs/${id}`}
    />
  )
}
