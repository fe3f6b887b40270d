import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { PageHeader } from '#app/components/ui/page-header'
import { UserForm } from '#app/components/users/user-form'
import { NEW_USER, readUserForm } from '#app/components/users/user-form-values'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { takeForm } from '#app/lib/take-form.server'

export const handle = { titleKey: 'users:new.title' } satisfies PageHandle

export function loader(args: LoaderFunctionArgs) {
  requireAdmin(args)
  return null
}

export const action = (args: ActionFunctionArgs) =>
  takeForm(args, {
    read: readUserForm,
    save: async (caller, input) => {
      const user = await caller.users.create(input)
      return redirectWithFlash(`/users/${user.id}`, 'done.userAdded')
    },
  })

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
