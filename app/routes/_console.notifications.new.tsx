import type { ActionFunctionArgs, AppLoadContext, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { MessageForm } from '#app/components/messages/message-form'
import { readMessageForm } from '#app/components/messages/message-form-values'
import { PageHeader } from '#app/components/ui/page-header'
import { formAgain, refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'messages:new.title' } satisfies PageHandle

export function loader(args: LoaderFunctionArgs) {
  requireAdmin(args)
  return null
}

export async function action(args: ActionFunctionArgs) {
  const caller = requireAdmin(args)
  const form = createFormReader(await args.request.formData())
  const input = readMessageForm(form, await userIdsByName(caller))
  if (!form.valid) return formAgain(form)
  try {
    await caller.notifications.create(input)
    return await redirectWithFlash('/notifications/all', 'done.messageSent')
  } catch (error) {
    return refusedForm(error, form)
  }
}

async function userIdsByName({ users }: AppLoadContext['caller']): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  let cursor: string | undefined
  do {
    const page = await users.list({ limit: 200, cursor })
    for (const { id, name } of page.items) ids.set(name.toLowerCase(), id)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return ids
}

export default function NewNotification() {
  const { t } = useTranslation('messages')
  return (
    <>
      <PageHeader title={t('new.title')} parent={{ to: '/notifications', label: t('title') }} />
      <MessageForm answer={useActionData<typeof action>()} />
    </>
  )
}
