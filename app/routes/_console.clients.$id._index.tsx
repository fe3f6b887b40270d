import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { RuleForm } from '#app/components/clients/rule-form'
import { readRuleForm, ruleFormValues } from '#app/components/clients/rule-form-values'
import { ConfirmLink } from '#app/components/ui/confirm-link'
import { PageHeader } from '#app/components/ui/page-header'
import { formAgain, orNotFound, refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'clients:edit.title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) =>
  orNotFound(requireAdmin(args).clientVersions.get({ id: idOf(args) }))

export async function action(args: ActionFunctionArgs) {
  const caller = requireAdmin(args)
  const form = createFormReader(await args.request.formData())
  const input = readRuleForm(form)
  if (!form.valid) return formAgain(form)
  try {
    await caller.clientVersions.update({ id: idOf(args), ...input })
    return await redirectWithFlash('/clients', 'done.ruleSaved')
  } catch (error) {
    return refusedForm(error, form)
  }
}

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
