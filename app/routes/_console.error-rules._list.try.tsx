import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Form, useActionData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { DIALECTS } from '#app/lib/dialects'
import { RuleTestResult } from '#app/components/error-rules/rule-test-result'
import { FieldRow, FormProblem } from '#app/components/form-parts'
import { Button } from '#app/components/ui/button'
import { Field } from '#app/components/ui/field'
import { Input, Select, Textarea } from '#app/components/ui/input'
import { formAgain, refusedForm } from '#app/lib/caller-errors.server'
import { createFormReader } from '#app/lib/form-reader'
import type { FormState } from '#app/lib/form-state'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'

export const handle = { titleKey: 'rules:test.title' } satisfies PageHandle

/** As much of a body as the admin API takes. */
const MAX_BODY_LENGTH = 65_536

export function loader(args: LoaderFunctionArgs) {
  requireAdmin(args)
  return null
}

export async function action(args: ActionFunctionArgs) {
  const { errorRules } = requireAdmin(args)
  const form = createFormReader(await args.request.formData())
  const input = {
    status: form.requiredInteger('status', { min: 200, max: 599 }),
    errorType: form.text('errorType', { maxLength: 100 }) || null,
    body: form.text('body', { maxLength: MAX_BODY_LENGTH }),
    dialect: form.choice('dialect', DIALECTS, 'claude'),
  }
  if (!form.valid) return formAgain(form)
  try {
    const result = await errorRules.test(input)
    const state: FormState = { values: form.values, problems: {} }
    return { ...state, result }
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function TryErrorRules() {
  const { t } = useTranslation(['rules', 'requests'])
  const answer = useActionData<typeof action>()
  const form = useFocusFirstProblem(answer)
  const values = answer?.values ?? { status: '529', dialect: 'claude' }
  const problems = answer?.problems ?? {}
  return (
    <>
      <p className="mb-4 text-sm text-ink-muted">{t('rules:test.text')}</p>
      <Form ref={form} method="post" noValidate className="max-w-form space-y-4">
        <FormProblem state={answer} />
        <FieldRow>
          <Field
            name="status"
            label={t('rules:test.status')}
            hint={t('rules:test.statusHint')}
            problem={problems.status}
            required
          >
            <Input inputMode="numeric" defaultValue={values.status} autoComplete="off" />
          </Field>
          <Field name="dialect" label={t('rules:test.dialect')} problem={problems.dialect} required>
            <Select defaultValue={values.dialect}>
              {DIALECTS.map((dialect) => (
                <option key={dialect} value={dialect}>
                  {t(`requests:dialect.${dialect}`)}
                </option>
              ))}
            </Select>
          </Field>
        </FieldRow>
        <Field
          name="body"
          label={t('rules:test.body')}
          hint={t('rules:test.bodyHint')}
          problem={problems.body}
        >
          <Textarea dir="ltr" defaultValue={values.body} rows={6} spellCheck={false} className="font-mono" />
        </Field>
        <Field
          name="errorType"
          label={t('rules:test.errorType')}
          hint={t('rules:test.errorTypeHint')}
          problem={problems.errorType}
        >
          <Input
            dir="ltr"
            defaultValue={values.errorType}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
          />
        </Field>
        <Button type="submit" variant="primary">
          {t('rules:test.submit')}
        </Button>
      </Form>
      {answer && 'result' in answer && <RuleTestResult result={answer.result} />}
    </>
  )
}
