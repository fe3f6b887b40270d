import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { ConfirmPage } from '#app/components/confirm-page'
import { modelOfUrl, pricePath } from '#app/components/prices/price-paths'
import { orNotFound } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'prices:one' } satisfies PageHandle

export function loader(args: LoaderFunctionArgs) {
  requireAdmin(args)
  return { model: modelOfUrl(args.request) }
}

export async function action(args: ActionFunctionArgs) {
  const { prices } = requireAdmin(args)
  const model = modelOfUrl(args.request)
  await orNotFound(prices.cancel({ id: idOf(args) }))
  // A model that was never priced has no page without it.
  const { items } = await prices.list({ search: model, limit: 200 })
  const left = items.some((price) => price.model === model)
  return redirectWithFlash(left ? pricePath(model) : '/prices', 'done.priceCancelled')
}

export default function CancelPlannedPrice() {
  const { t } = useTranslation('prices')
  const { model } = useLoaderData<typeof loader>()
  return (
    <ConfirmPage
      title={t('cancel.title', { model })}
      description={t('cancel.text')}
      confirmLabel={t('cancel.confirm')}
      cancelTo={pricePath(model)}
    />
  )
}
