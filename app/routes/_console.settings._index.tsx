import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { RequestForm } from '#app/components/settings/request-form'
import { readRequestSettings } from '#app/components/settings/request-form-values'
import { saveSettings } from '#app/components/settings/save-settings.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'settings:requests.title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) => requireAdmin(args).settings.get()

export const action = (args: ActionFunctionArgs) => saveSettings(args, readRequestSettings)

export default function RequestSettings() {
  const settings = useLoaderData<typeof loader>()
  return <RequestForm settings={settings} answer={useActionData<typeof action>()} />
}
