import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { PageHeader } from '#app/components/ui/page-header'
import { ClientSetupList } from '#app/components/users/client-setup-list'
import type { PageHandle } from '#app/lib/page-handle'
import { requireMember } from '#app/lib/require-member.server'

export const handle = { titleKey: 'my:setup.title' } satisfies PageHandle

export function loader(args: LoaderFunctionArgs) {
  requireMember(args)
  return { origin: args.context.origin }
}

export default function MySetup() {
  const { t } = useTranslation('my')
  const { origin } = useLoaderData<typeof loader>()
  return (
    <>
      <PageHeader title={t('setup.title')} description={t('setup.description')} />
      <ClientSetupList origin={origin} />
    </>
  )
}
