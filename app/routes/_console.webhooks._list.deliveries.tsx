import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '#app/components/ui/empty-state'
import { Pagination } from '#app/components/ui/pagination'
import { DeliveryTable } from '#app/components/webhooks/delivery-table'
import type { PageHandle } from '#app/lib/page-handle'
import { pageOfUrl } from '#app/lib/page-of-url.server'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'webhooks:deliveries.title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) =>
  requireAdmin(args).webhooks.deliveries(pageOfUrl(args.request))

export default function Deliveries() {
  const { t } = useTranslation('webhooks')
  const { items, nextCursor } = useLoaderData<typeof loader>()
  if (items.length === 0)
    return <EmptyState title={t('deliveries.empty')}>{t('deliveries.emptyText')}</EmptyState>
  return (
    <>
      <DeliveryTable deliveries={items} />
      <Pagination nextCursor={nextCursor} />
    </>
  )
}
