import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Form, Link, useActionData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FormProblem } from '#app/components/form-parts'
import { Badge } from '#app/components/ui/badge'
import { Button } from '#app/components/ui/button'
import { Field } from '#app/components/ui/field'
import { Textarea } from '#app/components/ui/input'
import { Section } from '#app/components/ui/section'
import { formAgain, refusedForm } from '#app/lib/caller-errors.server'
import { createFormReader } from '#app/lib/form-reader'
import type { FormState } from '#app/lib/form-state'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'
import type { SensitiveWordTestView } from '#server/trpc/schemas/sensitive-word'

export const handle = { titleKey: 'words:test.title' } satisfies PageHandle

/** As much as the admin API takes. */
const MAX_LENGTH = 200_000

export function loader(args: LoaderFunctionArgs) {
  requireAdmin(args)
  return null
}

export async function action(args: ActionFunctionArgs) {
  const { sensitiveWords } = requireAdmin(args)
  const form = createFormReader(await args.request.formData())
  const text = form.text('text', { required: true, maxLength: MAX_LENGTH })
  if (!form.valid) return formAgain(form)
  try {
    const { hits } = await sensitiveWords.test({ text })
    const state: FormState = { values: form.values, problems: {} }
    return { ...state, hits }
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function TryWords() {
  const { t } = useTranslation('words')
  const answer = useActionData<typeof action>()
  const form = useFocusFirstProblem(answer)
  return (
    <>
      <p className="mb-4 text-sm text-ink-muted">{t('test.text')}</p>
      <Form ref={form} method="post" noValidate className="max-w-form space-y-4">
        <FormProblem state={answer} />
        <Field name="text" label={t('test.sample')} problem={answer?.problems.text} required>
          <Textarea dir="auto" defaultValue={answer?.values.text} rows={6} spellCheck={false} />
        </Field>
        <Button type="submit" variant="primary">
          {t('test.submit')}
        </Button>
      </Form>
      {answer && 'hits' in answer && <Hits hits={answer.hits} />}
    </>
  )
}

function Hits({ hits }: { hits: SensitiveWordTestView['hits'] }) {
  const { t } = useTranslation('words')
  return (
    <div role="status">
      <Section title={t('test.result')}>
        {hits.length === 0 && <p className="text-sm">{t('test.none')}</p>}
        <ul className="space-y-2 text-sm">
          {hits.map(({ word, evasion }) => (
            <li key={word.id} className="flex flex-wrap items-center gap-2">
              <Link to={`/words/${word.id}`} className="break-words rounded font-medium hover:text-accent">
                {word.pattern}
              </Link>
              <Badge tone={evasion ? 'warn' : 'neutral'}>{t(evasion ? 'test.evasion' : 'test.plain')}</Badge>
            </li>
          ))}
        </ul>
      </Section>
    </div>
  )
}
