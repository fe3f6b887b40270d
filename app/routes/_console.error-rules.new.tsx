import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { RuleForm } from '#app/components/error-rules/rule-form'
import { NEW_RULE, readRuleForm } from '#app/components/error-rules/rule-form-values'
import { PageHeader } from '#app/components/ui/page-header'
import { redirectWithFlash } from '#app/lib/flash.server'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { takeForm } from '#app/lib/take-form.server'

export const handle = { titleKey: 'rules:new.title' } satisfies PageHandle

export function loader(args: LoaderFunctionArgs) {
  requireAdmin(args)
  return null
}

export const action = (args: ActionFunctionArgs) =>
  takeForm(args, {
    read: readRuleForm,
    save: async (caller, input) => {
      await caller.errorRules.create(input)
      return redirectWithFlash('/error-rules', 'done.ruleAdded')
    },
  })

export default function NewErrorRule() {
  const { t } = useTranslation('rules')
  const answer = useActionData<typeof action>()
  return (
    <>
      <PageHeader title={t('new.title')} parent={{ to: '/error-rules', label: t('title') }} />
      <RuleForm initial={NEW_RULE} answer={answer} submitLabel={t('new.submit')} />
    </>
  )
}
