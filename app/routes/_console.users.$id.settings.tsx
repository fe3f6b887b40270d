import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { UserForm } from '#app/components/users/user-form'
import { readUserForm, userFormValues } from '#app/components/users/user-form-values'
import { formAgain, orNotFound, refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'users:tabs.settings' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) =>
  orNotFound(requireAdmin(args).users.get({ id: idOf(args) }))

export async function action(args: ActionFunctionArgs) {
  const caller = requireAdmin(args)
  const id = idOf(args)
  const form = createFormReader(await args.request.formData())
  const input = readUserForm(form)
  if (!form.valid) return formAgain(form)
  try {
    await caller.users.update({ id, ...input })
    return await redirectWithFlash(`/users/${id}/settings`, 'done.userSaved')
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function UserSettings() {
  const { t } = useTranslation()
  const user = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  return (
    <UserForm
      key={user.updatedAt}
      initial={userFormValues(user)}
      answer={answer}
      submitLabel={t('actions.save')}
      cancelTo={`/users/${user.id}`}
    />
  )
}
