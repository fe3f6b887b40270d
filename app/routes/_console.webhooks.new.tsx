import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { PageHeader } from '#app/components/ui/page-header'
import { WebhookForm } from '#app/components/webhooks/webhook-form'
import { NEW_WEBHOOK, readNewWebhook, SECRET_FIELDS } from '#app/components/webhooks/webhook-form-values'
import { formAgain, refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'webhooks:new.title' } satisfies PageHandle

export function loader(args: LoaderFunctionArgs) {
  requireAdmin(args)
  return null
}

export async function action(args: ActionFunctionArgs) {
  const caller = requireAdmin(args)
  const form = createFormReader(await args.request.formData(), SECRET_FIELDS)
  const input = readNewWebhook(form)
  if (!form.valid) return formAgain(form)
  try {
    const { id } = await caller.webhooks.create(input)
    return await redirectWithFlash(`/webhooks/${id}`, 'done.webhookAdded')
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function NewWebhook() {
  const { t } = useTranslation('webhooks')
  const answer = useActionData<typeof action>()
  return (
    <>
      <PageHeader title={t('new.title')} parent={{ to: '/webhooks', label: t('title') }} />
      <WebhookForm initial={NEW_WEBHOOK} answer={answer} submitLabel={t('new.submit')} />
    </>
  )
}
