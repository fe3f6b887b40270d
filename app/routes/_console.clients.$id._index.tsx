import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { RuleForm } from '#app/components/clients/rule-form'
import { readRuleForm, ruleFormValues } from '#app/components/clients/rule-form-values'
import { ConfirmLink } from '#app/components/ui/confirm-link'
import { PageHeader } from '#app/components/ui/page-header'
import { orNotFound } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'
import { takeForm } from '#app/lib/take-form.server'

export const handle = { titleKey: 'clients:edit.title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) =>
  orNotFound(requireAdmin(args).clientVersions.get({ id: idOf(args) }))

export const action = (args: ActionFunctionArgs) =>
  takeForm(args, {
    read: readRuleForm,
    save: async (caller, input) => {
      await caller.clientVersions.update({ id: idOf(args), ...input })
      return redirectWithFlash('/clients', 'done.ruleSaved')
    },
  })

export default function EditClientRule() {
  const { t } = useTranslation(['clients', 'common'])
  const found = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  return (
    <>
      <PageHeader
        title={<span className="break-words">{found.clientName}</span>}
        parent={{ to: '/clients', label: t('clients:title') }}
        actions={
          <ConfirmLink
            to={`/clients/${found.id}/remove`}
            title={t('clients:remove.title', { name: found.clientName })}
            description={t('clients:remove.text')}
            confirmLabel={t('clients:remove.confirm')}
            variant="danger"
          >
            <Trash2 aria-hidden />
            {t('clients:remove.action')}
          </ConfirmLink>
        }
      />
      <RuleForm initial={ruleFormValues(found)} answer={answer} submitLabel={t('common:actions.save')} />
    </>
  )
}
