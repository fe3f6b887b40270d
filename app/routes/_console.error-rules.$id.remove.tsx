import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { ConfirmPage } from '#app/components/confirm-page'
import { orNotFound } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'rules:edit.title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { id, name, builtin } = await orNotFound(requireAdmin(args).errorRules.get({ id: idOf(args) }))
  return { id, name, builtin }
}

export async function action(args: ActionFunctionArgs) {
  const { outcome } = await orNotFound(requireAdmin(args).errorRules.remove({ id: idOf(args) }))
  return redirectWithFlash('/error-rules', outcome === 'reset' ? 'done.ruleReset' : 'done.ruleRemoved')
}

export default function RemoveErrorRule() {
  const { t } = useTranslation('rules')
  const { id, name, builtin } = useLoaderData<typeof loader>()
  const words = builtin ? 'reset' : 'remove'
  return (
    <ConfirmPage
      title={t(`${words}.title`, { name })}
      description={t(`${words}.text`)}
      confirmLabel={t(`${words}.confirm`)}
      cancelTo={`/error-rules/${id}`}
    />
  )
}
