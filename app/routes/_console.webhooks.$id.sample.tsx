import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Form, Link, useActionData, useLoaderData, useNavigation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/components/ui/button'
import { PageHeader } from '#app/components/ui/page-header'
import { SendResult } from '#app/components/webhooks/send-result'
import { orNotFound } from '#app/lib/caller-errors.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'webhooks:test.title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { id, name } = await orNotFound(requireAdmin(args).webhooks.get({ id: idOf(args) }))
  return { id, name }
}

export const action = (args: ActionFunctionArgs) =>
  orNotFound(requireAdmin(args).webhooks.test({ id: idOf(args) }))

export default function TestWebhook() {
  const { t } = useTranslation('webhooks')
  const { id, name } = useLoaderData<typeof loader>()
  const result = useActionData<typeof action>()
  const busy = useNavigation().state === 'submitting'
  return (
    <>
      <PageHeader
        title={t('test.title')}
        description={t('test.text')}
        parent={{ to: `/webhooks/${id}`, label: name }}
      />
      {result && !busy && <SendResult result={result} className="mb-5" />}
      <Form method="post" className="flex gap-2">
        <Button type="submit" variant="primary" disabled={busy}>
          {busy ? t('test.running') : t('test.action')}
        </Button>
        <Button asChild>
          <Link to="/webhooks">{t('title')}</Link>
        </Button>
      </Form>
    </>
  )
}
