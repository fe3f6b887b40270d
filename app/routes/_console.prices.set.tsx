import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { PriceForm } from '#app/components/prices/price-form'
import { priceFormValues, readPriceForm } from '#app/components/prices/price-form-values'
import { modelOfUrl, pricePath } from '#app/components/prices/price-paths'
import { PageHeader } from '#app/components/ui/page-header'
import { formAgain, refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import type { PageHandle } from '#app/lib/page-handle'
import { readTimeZone } from '#app/lib/preferences.server'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'prices:set.title' } satisfies PageHandle

/** Begins with what is in force for the model of the address, where there is one. */
export async function loader(args: LoaderFunctionArgs) {
  const { prices } = requireAdmin(args)
  const model = modelOfUrl(args.request)
  const { items } = await prices.list({ search: model, limit: 200 })
  const known = model === '' ? undefined : items.find((price) => price.model === model)
  return { model, values: priceFormValues(model, known?.prices), known: known !== undefined }
}

export async function action(args: ActionFunctionArgs) {
  const { prices } = requireAdmin(args)
  const form = createFormReader(await args.request.formData())
  const input = readPriceForm(form, await readTimeZone(args.request))
  if (!form.valid) return formAgain(form)
  try {
    const { model } = await prices.override(input)
    return await redirectWithFlash(pricePath(model), 'done.priceSet')
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function SetPrice() {
  const { t } = useTranslation('prices')
  const { model, values, known } = useLoaderData<typeof loader>()
  const back = known ? pricePath(model) : '/prices'
  return (
    <>
      <PageHeader
        title={t('set.title')}
        description={t('set.text')}
        parent={{ to: back, label: known ? model : t('title') }}
      />
      <PriceForm key={model} initial={values} answer={useActionData<typeof action>()} cancelTo={back} />
    </>
  )
}
