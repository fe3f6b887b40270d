import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { readPriceSettings } from '#app/components/settings/price-form-values'
import { PriceSettingsForm } from '#app/components/settings/price-settings-form'
import { saveSettings } from '#app/components/settings/save-settings.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'prices:title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) => requireAdmin(args).settings.get()

export const action = (args: ActionFunctionArgs) => saveSettings(args, readPriceSettings)

export default function PriceSettings() {
  const settings = useLoaderData<typeof loader>()
  return <PriceSettingsForm settings={settings} answer={useActionData<typeof action>()} />
}
