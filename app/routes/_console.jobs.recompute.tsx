import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Form, useActionData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FormActions, FormProblem } from '#app/components/form-parts'
import { Field } from '#app/components/ui/field'
import { Select } from '#app/components/ui/input'
import { PageHeader } from '#app/components/ui/page-header'
import { refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'jobs:recompute.title' } satisfies PageHandle

const HOUR_MS = 3_600_000
const RANGES = ['24h', '7d', '30d', 'all'] as const
const RANGE_MS = { '24h': 24 * HOUR_MS, '7d': 168 * HOUR_MS, '30d': 720 * HOUR_MS, all: null }

export function loader(args: LoaderFunctionArgs) {
  requireAdmin(args)
  return null
}

export async function action(args: ActionFunctionArgs) {
  const { jobs } = requireAdmin(args)
  const form = createFormReader(await args.request.formData())
  const lengthMs = RANGE_MS[form.choice('range', RANGES, '24h')]
  const from = lengthMs === null ? {} : { from: new Date(Date.now() - lengthMs).toISOString() }
  try {
    const { id } = await jobs.recomputeCosts(from)
    return await redirectWithFlash(`/jobs/${id}`, 'done.jobStarted')
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function RecomputeCosts() {
  const { t } = useTranslation(['jobs', 'prices'])
  const answer = useActionData<typeof action>()
  return (
    <>
      <PageHeader
        title={t('recompute.title')}
        parent={{ to: '/prices/missing', label: t('prices:tabs.missing') }}
      />
      <Form method="post" className="max-w-form space-y-4">
        <FormProblem state={answer} />
        <p className="text-sm text-ink-muted">{t('recompute.text')}</p>
        <Field name="range" label={t('recompute.range')} required>
          <Select defaultValue="30d">
            {RANGES.map((range) => (
              <option key={range} value={range}>
                {t(`recompute.ranges.${range}`)}
              </option>
            ))}
          </Select>
        </Field>
        <FormActions submitLabel={t('recompute.start')} wide />
      </Form>
    </>
  )
}
