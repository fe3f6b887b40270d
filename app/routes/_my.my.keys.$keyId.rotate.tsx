import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { PageHeader } from '#app/components/ui/page-header'
import { NewKeyNotice } from '#app/components/users/new-key-notice'
import { readOverlapHours, RotateForm } from '#app/components/users/rotate-form'
import { formAgain, orNotFound, refusedForm } from '#app/lib/caller-errors.server'
import { createFormReader } from '#app/lib/form-reader'
import type { PageHandle } from '#app/lib/page-handle'
import { requireMember } from '#app/lib/require-member.server'
import { keyIdOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'users:keys.rotate.action' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { name } = await orNotFound(requireMember(args).caller.keys.get({ id: keyIdOf(args) }))
  return { name, origin: args.context.origin }
}

export async function action(args: ActionFunctionArgs) {
  const { caller, viewer } = requireMember(args)
  const form = createFormReader(await args.request.formData())
  const overlapHours = readOverlapHours(form)
  if (!form.valid) return formAgain(form)
  const id = keyIdOf(args)
  try {
    const { key } = await caller.keys.rotate({ id, overlapHours })
    // The session ends with the key that it names: it goes on with the new one, so that the answer can still be shown.
    const signedIn = id === viewer.keyId ? await args.context.signIn(key) : null
    const headers = signedIn?.ok ? { 'Set-Cookie': signedIn.cookie } : {}
    return data({ created: key }, { status: 201, headers })
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function RotateOwnKey() {
  const { t } = useTranslation(['users', 'my'])
  const { name, origin } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const parent = { to: '/my/keys', label: t('my:keys.title') }
  if (answer && 'created' in answer)
    return (
      <>
        <PageHeader title={t('users:keys.created.title')} parent={parent} />
        <NewKeyNotice apiKey={answer.created} origin={origin} doneTo={parent.to} />
      </>
    )
  return (
    <>
      <PageHeader title={t('users:keys.rotate.title', { name })} parent={parent} />
      <RotateForm answer={answer} cancelTo={parent.to} />
    </>
  )
}
