import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useTranslation } from 'react-i18next'
import { ConfirmPage } from '#app/components/confirm-page'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'signOutEverywhere.title' } satisfies PageHandle

export function loader(args: LoaderFunctionArgs) {
  requireAdmin(args)
  return null
}

export async function action(args: ActionFunctionArgs) {
  await requireAdmin(args).auth.signOutEverywhere({})
  return redirect('/login', { headers: { 'Set-Cookie': args.context.signOut().cookie } })
}

export default function SignOutEverywhere() {
  const { t } = useTranslation()
  return (
    <ConfirmPage
      title={t('signOutEverywhere.title')}
      description={t('signOutEverywhere.text')}
      confirmLabel={t('signOutEverywhere.confirm')}
      cancelTo="/settings"
    />
  )
}
