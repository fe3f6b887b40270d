import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { RuleForm } from '#app/components/clients/rule-form'
import { NEW_RULE, readRuleForm } from '#app/components/clients/rule-form-values'
import { PageHeader } from '#app/components/ui/page-header'
import { formAgain, refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'

export const handle = { titleKey: 'clients:new.title' } satisfies PageHandle

export function loader(args: LoaderFunctionArgs) {
  requireAdmin(args)
  return null
}

export async function action(args: ActionFunctionArgs) {
  const caller = requireAdmin(args)
  const form = createFormReader(await args.request.formData())
  const input = readRuleForm(form)
  if (!form.valid) return formAgain(form)
  try {
    await caller.clientVersions.create(input)
    return await redirectWithFlash('/clients', 'done.ruleAdded')
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function NewClientRule() {
  const { t } = useTranslation('clients')
  const answer = useActionData<typeof action>()
  return (
    <>
      <PageHeader title={t('new.title')} parent={{ to: '/clients', label: t('title') }} />
      <RuleForm initial={NEW_RULE} answer={answer} submitLabel={t('new.submit')} />
    </>
  )
}
