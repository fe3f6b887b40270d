import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Form, useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FormActions, FormProblem } from '#app/components/form-parts'
import { logFilterOf } from '#app/components/requests/request-filters'
import { Field } from '#app/components/ui/field'
import { Select } from '#app/components/ui/input'
import { PageHeader } from '#app/components/ui/page-header'
import { refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'jobs:export.title' } satisfies PageHandle

const FORMATS = ['csv', 'json'] as const

/** The filters stand in the address, as those of the request log do. */
const filterOf = (request: Request) => logFilterOf(new URL(request.url).searchParams, Date.now())

export function loader(args: LoaderFunctionArgs) {
  requireAdmin(args)
  const asked = Object.entries(filterOf(args.request))
  return { filters: asked.flatMap(([name, value]) => (value ? [`${name}: ${value}`] : [])) }
}

export async function action(args: ActionFunctionArgs) {
  const { jobs } = requireAdmin(args)
  const form = createFormReader(await args.request.formData())
  const format = form.choice('format', FORMATS, 'csv')
  try {
    const { id } = await jobs.exportLogs({ ...filterOf(args.request), format })
    return await redirectWithFlash(`/jobs/${id}`, 'done.jobStarted')
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function ExportRequests() {
  const { t } = useTranslation('jobs')
  const { filters } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  return (
    <>
      <PageHeader
        title={t('export.title')}
        description={t('export.text')}
        parent={{ to: '/jobs', label: t('title') }}
      />
      <Form method="post" className="max-w-form space-y-4">
        <FormProblem state={answer} />
        <div className="text-sm">
          <p className="font-medium">{t('export.filters')}</p>
          <p className="mt-1 break-words text-ink-muted">
            {filters.length === 0 ? t('fact.everything') : <span dir="ltr">{filters.join(', ')}</span>}
          </p>
        </div>
        <Field name="format" label={t('export.format')} required>
          <Select defaultValue="csv">
            {FORMATS.map((format) => (
              <option key={format} value={format}>
                {t(`export.formats.${format}`)}
              </option>
            ))}
          </Select>
        </Field>
        <FormActions submitLabel={t('export.start')} wide />
      </Form>
    </>
  )
}
