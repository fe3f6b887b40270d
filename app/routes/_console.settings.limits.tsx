import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { LimitsForm } from '#app/components/settings/limits-form'
import { readLimitSettings } from '#app/components/settings/limits-form-values'
import { saveSettings } from '#app/components/settings/save-settings.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'settings:limits.title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) => requireAdmin(args).settings.get()

export const action = (args: ActionFunctionArgs) => saveSettings(args, readLimitSettings)

export default function LimitSettings() {
  const settings = useLoaderData<typeof loader>()
  return <LimitsForm settings={settings} answer={useActionData<typeof action>()} />
}
