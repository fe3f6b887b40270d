import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Link, useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { QuotaSection } from '#app/components/quota/quota-section'
import { Button } from '#app/components/ui/button'
import { ConfirmLink } from '#app/components/ui/confirm-link'
import { PageHeader } from '#app/components/ui/page-header'
import { KeyForm } from '#app/components/users/key-form'
import { keyFormValues, readKeyForm } from '#app/components/users/key-form-values'
import { orNotFound } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf, keyIdOf } from '#app/lib/route-id.server'
import { takeForm } from '#app/lib/take-form.server'

export const handle = { titleKey: 'users:keys.edit.title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const caller = requireAdmin(args)
  const [user, apiKey, quota] = await Promise.all([
    orNotFound(caller.users.get({ id: idOf(args) })),
    orNotFound(caller.keys.get({ id: keyIdOf(args) })),
    orNotFound(caller.quota.ofKey({ id: keyIdOf(args) })),
  ])
  return { userName: user.name, apiKey, quota }
}

export const action = (args: ActionFunctionArgs) =>
  takeForm(args, {
    read: readKeyForm,
    save: async (caller, input) => {
      await caller.keys.update({ id: keyIdOf(args), ...input })
      return redirectWithFlash(`/users/${idOf(args)}`, 'done.keySaved')
    },
  })

export default function EditKey() {
  const { t } = useTranslation(['users', 'common'])
  const { userName, apiKey, quota } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const { id, userId, name, prefix, last4, replacedById, limitsResetAt } = apiKey
  const parent = { to: `/users/${userId}`, label: userName }
  return (
    <>
      <PageHeader
        title={name}
        description={
          <span className="break-all font-mono text-xs" dir="ltr">
            {`${prefix}…${last4}`}
          </span>
        }
        parent={parent}
        actions={
          <>
            <Button asChild>
              <Link to={`/requests?keyId=${id}`}>{t('users:keys.requests')}</Link>
            </Button>
            {replacedById === null && (
              <Button asChild>
                <Link to={`/users/${userId}/keys/${id}/rotate`}>{t('users:keys.rotate.action')}</Link>
              </Button>
            )}
            <ConfirmLink
              to={`/users/${userId}/keys/${id}/revoke`}
              title={t('users:keys.revoke.title', { name })}
              description={t('users:keys.revoke.text')}
              confirmLabel={t('users:keys.revoke.confirm')}
              variant="danger"
            >
              {t('users:keys.revoke.action')}
            </ConfirmLink>
          </>
        }
      />
      {quota.limits.length > 0 && (
        <div className="mb-8">
          <QuotaSection
            name={name}
            quota={quota}
            limitsResetAt={limitsResetAt}
            resetTo={`/users/${userId}/keys/${id}/reset`}
          />
        </div>
      )}
      <KeyForm
        key={apiKey.updatedAt}
        initial={keyFormValues(apiKey)}
        answer={answer}
        submitLabel={t('common:actions.save')}
        cancelTo={parent.to}
      />
    </>
  )
}
