import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { ClientSetupList } from '#app/components/users/client-setup-list'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'users:setup.title' } satisfies PageHandle

export function loader(args: LoaderFunctionArgs) {
  requireAdmin(args)
  return { origin: args.context.origin }
}

export default function ClientSetup() {
  const { t } = useTranslation('users')
  const { origin } = useLoaderData<typeof loader>()
  return (
    <>
      <p className="mb-3 text-sm text-ink-muted">{t('setup.textWithoutKey')}</p>
      <ClientSetupList origin={origin} />
    </>
  )
}
