import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { PageHeader } from '#app/components/ui/page-header'
import { UserForm } from '#app/components/users/user-form'
import { NEW_USER, readUserForm } from '#app/components/users/user-form-values'
import { formAgain, refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'users:new.title' } satisfies PageHandle

export function loader(args: LoaderFunctionArgs) {
  requireAdmin(args)
  return null
}

export async function action(args: ActionFunctionArgs) {
  const caller = requireAdmin(args)
  const form = createFormReader(await args.request.formData())
  const input = readUserForm(form)
  if (!form.valid) return formAgain(form)
  try {
    const user = await caller.users.create(input)
    return await redirectWithFlash(`/users/${user.id}`, 'done.userAdded')
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function NewUser() {
  const { t } = useTranslation('users')
  const answer = useActionData<typeof action>()
  return (
    <>
      <PageHeader title={t('new.title')} parent={{ to: '/users', label: t('title') }} />
      <UserForm initial={NEW_USER} answer={answer} submitLabel={t('new.submit')} cancelTo="/users" />
    </>
  )
}
