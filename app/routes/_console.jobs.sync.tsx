import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Form, useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FormActions, FormProblem } from '#app/components/form-parts'
import { PageHeader } from '#app/components/ui/page-header'
import { refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'jobs:sync.title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { values } = await requireAdmin(args).settings.get()
  return { url: values.priceSyncUrl }
}

/** A button among the prices posts here too. */
export async function action(args: ActionFunctionArgs) {
  const { jobs } = requireAdmin(args)
  try {
    const { id } = await jobs.syncPrices({})
    return await redirectWithFlash(`/jobs/${id}`, 'done.jobStarted')
  } catch (error) {
    return refusedForm(error, createFormReader(new FormData()))
  }
}

export default function FetchPrices() {
  const { t } = useTranslation(['jobs', 'prices'])
  const { url } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  return (
    <>
      <PageHeader
        title={t('sync.title')}
        parent={{ to: '/prices/update', label: t('prices:update.title') }}
      />
      <Form method="post" className="max-w-form space-y-4">
        <FormProblem state={answer} />
        <p className="text-sm text-ink-muted">{t('sync.page')}</p>
        <p dir="ltr" className="break-all text-sm">
          {url}
        </p>
        <FormActions submitLabel={t('sync.start')} wide />
      </Form>
    </>
  )
}
