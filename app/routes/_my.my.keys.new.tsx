import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { PageHeader } from '#app/components/ui/page-header'
import { KeyForm } from '#app/components/users/key-form'
import { NEW_KEY, readKeyForm } from '#app/components/users/key-form-values'
import { NewKeyNotice } from '#app/components/users/new-key-notice'
import { formAgain, refusedForm } from '#app/lib/caller-errors.server'
import { createFormReader } from '#app/lib/form-reader'
import type { PageHandle } from '#app/lib/page-handle'
import { requireMember } from '#app/lib/require-member.server'

export const handle = { titleKey: 'users:keys.new.title' } satisfies PageHandle

export function loader(args: LoaderFunctionArgs) {
  requireMember(args)
  return { origin: args.context.origin }
}

/** Answers with the key instead of a redirect: it is never stored, not even in a cookie on the way to another page. */
export async function action(args: ActionFunctionArgs) {
  const { caller, viewer } = requireMember(args)
  const form = createFormReader(await args.request.formData())
  const input = readKeyForm(form)
  if (!form.valid) return formAgain(form)
  try {
    const { key } = await caller.keys.create({ ...input, userId: viewer.userId })
    return data({ created: key }, { status: 201 })
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function NewOwnKey() {
  const { t } = useTranslation(['users', 'my'])
  const { origin } = useLoaderData<typeof loader>()
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
      <PageHeader title={t('users:keys.new.title')} parent={parent} />
      <KeyForm
        initial={NEW_KEY}
        answer={answer}
        submitLabel={t('users:keys.new.submit')}
        cancelTo={parent.to}
        own
      />
    </>
  )
}
