import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { RotateCcw, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { RuleForm } from '#app/components/error-rules/rule-form'
import { readRuleEffects, readRuleForm, ruleFormValues } from '#app/components/error-rules/rule-form-values'
import { Badge } from '#app/components/ui/badge'
import { ConfirmLink } from '#app/components/ui/confirm-link'
import { PageHeader } from '#app/components/ui/page-header'
import { formAgain, orNotFound, refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'
import type { ErrorRuleView } from '#server/trpc/schemas/error-rule'

export const handle = { titleKey: 'rules:edit.title' } satisfies PageHandle

export const loader = (args: LoaderFunctionArgs) =>
  orNotFound(requireAdmin(args).errorRules.get({ id: idOf(args) }))

export async function action(args: ActionFunctionArgs) {
  const { errorRules } = requireAdmin(args)
  const id = idOf(args)
  const { builtin } = await orNotFound(errorRules.get({ id }))
  const form = createFormReader(await args.request.formData())
  const input = builtin ? readRuleEffects(form) : readRuleForm(form)
  if (!form.valid) return formAgain(form)
  try {
    await errorRules.update({ id, ...input })
    return await redirectWithFlash('/error-rules', 'done.ruleSaved')
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function EditErrorRule() {
  const { t } = useTranslation(['rules', 'common'])
  const rule = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const { name, builtin } = rule
  return (
    <>
      <PageHeader
        title={
          <span className="inline-flex flex-wrap items-center gap-2">
            {name}
            {builtin && <Badge>{t('rules:builtin')}</Badge>}
          </span>
        }
        parent={{ to: '/error-rules', label: t('rules:title') }}
        actions={<RemoveOrReset rule={rule} />}
      />
      <RuleForm
        key={rule.changedAt}
        initial={ruleFormValues(rule)}
        answer={answer}
        builtin={builtin ? rule : undefined}
        submitLabel={t('common:actions.save')}
      />
    </>
  )
}

/** Built-in rules are never gone: what can be undone is what an admin changed of them. */
function RemoveOrReset({ rule: { id, name, builtin, changedAt } }: { rule: ErrorRuleView }) {
  const { t } = useTranslation('rules')
  if (builtin && changedAt === null) return null
  const words = builtin ? 'reset' : 'remove'
  const Icon = builtin ? RotateCcw : Trash2
  return (
    <ConfirmLink
      to={`/error-rules/${id}/remove`}
      title={t(`${words}.title`, { name })}
      description={t(`${words}.text`)}
      confirmLabel={t(`${words}.confirm`)}
      variant="danger"
    >
      <Icon aria-hidden />
      {t(`${words}.action`)}
    </ConfirmLink>
  )
}
