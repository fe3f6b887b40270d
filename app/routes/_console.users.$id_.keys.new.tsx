import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { PageHeader } from '#app/components/ui/page-header'
import { KeyForm } from '#app/components/users/key-form'
import { NEW_KEY, readKeyForm } from '#app/components/users/key-form-values'
import { NewKeyNotice } from '#app/components/users/new-key-notice'
import { orNotFound } from '#app/lib/caller-errors.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'
import { takeForm } from '#app/lib/take-form.server'

export const handle = { titleKey: 'users:keys.new.title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { id, name } = await orNotFound(requireAdmin(args).users.get({ id: idOf(args) }))
  return { user: { id, name }, origin: args.context.origin }
}

/** Answers with the key instead of a redirect: it is never stored, not even in a cookie on the way to another page. */
export const action = (args: ActionFunctionArgs) =>
  takeForm(args, {
    read: readKeyForm,
    save: async (caller, input) => {
      const { key } = await caller.keys.create({ ...input, userId: idOf(args) })
      return data({ created: key }, { status: 201 })
    },
  })

export default function NewKey() {
  const { t } = useTranslation('users')
  const { user, origin } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const parent = { to: `/users/${user.id}`, label: user.name }
  if (answer && 'created' in answer)
    return (
      <>
        <PageHeader title={t('keys.created.title')} parent={parent} />
        <NewKeyNotice apiKey={answer.created} origin={origin} doneTo={parent.to} />
      </>
    )
  return (
    <>
      <PageHeader title={t('keys.new.title')} parent={parent} />
      <KeyForm initial={NEW_KEY} answer={answer} submitLabel={t('keys.new.submit')} cancelTo={parent.to} />
    </>
  )
}
