import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { PageHeader } from '#app/components/ui/page-header'
import { NewKeyNotice } from '#app/components/users/new-key-notice'
import { readOverlapHours, RotateForm } from '#app/components/users/rotate-form'
import { formAgain, orNotFound, refusedForm } from '#app/lib/caller-errors.server'
import { createFormReader } from '#app/lib/form-reader'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { keyIdOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'users:keys.rotate.action' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { id, userId, name } = await orNotFound(requireAdmin(args).keys.get({ id: keyIdOf(args) }))
  return { id, userId, name, origin: args.context.origin }
}

/** Answers with the key instead of a redirect: it is never stored. */
export async function action(args: ActionFunctionArgs) {
  const caller = requireAdmin(args)
  const form = createFormReader(await args.request.formData())
  const overlapHours = readOverlapHours(form)
  if (!form.valid) return formAgain(form)
  try {
    const { key } = await caller.keys.rotate({ id: keyIdOf(args), overlapHours })
    return data({ created: key }, { status: 201 })
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function RotateKey() {
  const { t } = useTranslation('users')
  const { id, userId, name, origin } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const parent = { to: `/users/${userId}/keys/${id}`, label: name }
  if (answer && 'created' in answer)
    return (
      <>
        <PageHeader title={t('keys.created.title')} parent={parent} />
        <NewKeyNotice apiKey={answer.created} origin={origin} doneTo={`/users/${userId}`} />
      </>
    )
  return (
    <>
      <PageHeader title={t('keys.rotate.title', { name })} parent={parent} />
      <RotateForm answer={answer} cancelTo={parent.to} />
    </>
  )
}
