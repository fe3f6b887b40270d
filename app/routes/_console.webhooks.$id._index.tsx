import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Form, useActionData, useLoaderData } from '@remix-run/react'
import { Send, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/components/ui/button'
import { ConfirmLink } from '#app/components/ui/confirm-link'
import { EmptyState } from '#app/components/ui/empty-state'
import { PageHeader } from '#app/components/ui/page-header'
import { Section } from '#app/components/ui/section'
import { DeliveryTable } from '#app/components/webhooks/delivery-table'
import { WebhookForm } from '#app/components/webhooks/webhook-form'
import {
  readWebhookPatch,
  SECRET_FIELDS,
  webhookFormValues,
} from '#app/components/webhooks/webhook-form-values'
import { orNotFound } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'
import { takeForm } from '#app/lib/take-form.server'

export const handle = { titleKey: 'webhooks:edit.title' } satisfies PageHandle

const DELIVERIES_SHOWN = 10

export async function loader(args: LoaderFunctionArgs) {
  const { webhooks } = requireAdmin(args)
  const id = idOf(args)
  const [webhook, deliveries] = await Promise.all([
    orNotFound(webhooks.get({ id })),
    webhooks.deliveries({ webhookId: id, limit: DELIVERIES_SHOWN }),
  ])
  return { webhook, deliveries: deliveries.items }
}

export const action = (args: ActionFunctionArgs) =>
  takeForm(args, {
    secrets: SECRET_FIELDS,
    read: readWebhookPatch,
    save: async (caller, input) => {
      await caller.webhooks.update({ id: idOf(args), ...input })
      return redirectWithFlash('/webhooks', 'done.webhookSaved')
    },
  })

export default function EditWebhook() {
  const { t } = useTranslation(['webhooks', 'common'])
  const { webhook, deliveries } = useLoaderData<typeof loader>()
  const { id, name } = webhook
  return (
    <>
      <PageHeader
        title={<span className="break-words">{name}</span>}
        parent={{ to: '/webhooks', label: t('webhooks:title') }}
        actions={
          <>
            <Form method="post" action={`/webhooks/${id}/sample`}>
              <Button type="submit">
                <Send aria-hidden />
                {t('webhooks:test.action')}
              </Button>
            </Form>
            <ConfirmLink
              to={`/webhooks/${id}/remove`}
              title={t('webhooks:remove.title', { name })}
              description={t('webhooks:remove.text')}
              confirmLabel={t('webhooks:remove.confirm')}
              variant="danger"
            >
              <Trash2 aria-hidden />
              {t('common:actions.remove')}
            </ConfirmLink>
          </>
        }
      />
      <WebhookForm
        key={webhook.version}
        initial={webhookFormValues(webhook)}
        webhook={webhook}
        answer={useActionData<typeof action>()}
        submitLabel={t('common:actions.save')}
      />
      <Section title={t('webhooks:deliveries.last')}>
        {deliveries.length === 0 ? (
          <EmptyState title={t('webhooks:deliveries.empty')}>{t('webhooks:deliveries.emptyText')}</EmptyState>
        ) : (
          <DeliveryTable deliveries={deliveries} />
        )}
      </Section>
    </>
  )
}
