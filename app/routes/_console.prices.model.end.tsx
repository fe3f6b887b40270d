import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { ConfirmPage } from '#app/components/confirm-page'
import { modelOfUrl, pricePath } from '#app/components/prices/price-paths'
import { orNotFound } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'prices:one' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { model } = await orNotFound(requireAdmin(args).prices.get({ model: modelOfUrl(args.request) }))
  return { model }
}

export async function action(args: ActionFunctionArgs) {
  const { prices } = requireAdmin(args)
  const model = modelOfUrl(args.request)
  const { current } = await orNotFound(prices.get({ model }))
  // Asked twice, it has ended already.
  if (current?.source === 'manual') await prices.endOverride({ model })
  return redirectWithFlash(pricePath(model), 'done.priceEnded')
}

export default function EndPrice() {
  const { t } = useTranslation('prices')
  const { model } = useLoaderData<typeof loader>()
  return (
    <ConfirmPage
      title={t('end.title', { model })}
      description={t('end.text')}
      confirmLabel={t('end.confirm')}
      cancelTo={pricePath(model)}
    />
  )
}
