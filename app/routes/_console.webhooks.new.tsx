import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { PageHeader } from '#app/components/ui/page-header'
import { WebhookForm } from '#app/components/webhooks/webhook-form'
import { NEW_WEBHOOK, readNewWebhook, SECRET_FIELDS } from '#app/components/webhooks/webhook-form-values'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { takeForm } from '#app/lib/take-form.server'

export const handle = { titleKey: 'webhooks:new.title' } satisfies PageHandle

export function loader(args: LoaderFunctionArgs) {
  requireAdmin(args)
  return null
}

export const action = (args: ActionFunctionArgs) =>
  takeForm(args, {
    secrets: SECRET_FIELDS,
    read: readNewWebhook,
    save: async (caller, input) => {
      const { id } = await caller.webhooks.create(input)
      return redirectWithFlash(`/webhooks/${id}`, 'done.webhookAdded')
    },
  })

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
