import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { TranslationForm } from '#app/components/settings/translation-form'
import { readTranslationSettings } from '#app/components/settings/translation-form-values'
import { saveSettings } from '#app/components/settings/save-settings.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'settings:translation.title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) => requireAdmin(args).settings.get()

export const action = (args: ActionFunctionArgs) => saveSettings(args, readTranslationSettings)

export default function TranslationSettings() {
  const settings = useLoaderData<typeof loader>()
  return <TranslationForm settings={settings} answer={useActionData<typeof action>()} />
}
