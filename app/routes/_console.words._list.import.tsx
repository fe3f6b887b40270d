import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { Form, useActionData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FormProblem } from '#app/components/form-parts'
import { Badge } from '#app/components/ui/badge'
import { Button } from '#app/components/ui/button'
import { Field } from '#app/components/ui/field'
import { Textarea } from '#app/components/ui/input'
import { Section } from '#app/components/ui/section'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { MatchField } from '#app/components/words/match-field'
import { MATCHES, NEW_WORD } from '#app/components/words/word-form-values'
import { formAgain, refusedForm } from '#app/lib/caller-errors.server'
import { redirectWithFlash } from '#app/lib/flash.server'
import { createFormReader } from '#app/lib/form-reader'
import type { FormState } from '#app/lib/form-state'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { problemOfRule } from '#app/lib/problem-of-rule'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'
import { useProblemText } from '#app/lib/use-problem-text'
import { useFormat } from '#app/lib/use-format'
import type { SensitiveWordImportView } from '#server/trpc/schemas/sensitive-word'

export const handle = { titleKey: 'words:import.title' } satisfies PageHandle

/** As much as the admin API takes, and as many lines as a page can show. */
const MAX_LENGTH = 2_000_000
const LINES_SHOWN = 500

export function loader(args: LoaderFunctionArgs) {
  requireAdmin(args)
  return null
}

export async function action(args: ActionFunctionArgs) {
  const { sensitiveWords } = requireAdmin(args)
  const form = createFormReader(await args.request.formData())
  const input = {
    text: form.text('text', { required: true, maxLength: MAX_LENGTH }),
    match: form.choice('match', MATCHES, 'contains'),
    caseSensitive: form.checked('caseSensitive'),
  }
  if (!form.valid) return formAgain(form)
  try {
    const preview = await sensitiveWords.previewImport(input)
    if (form.has('import') && preview.added > 0) {
      await sensitiveWords.import(input)
      return await redirectWithFlash('/words', 'done.wordsImported')
    }
    const state: FormState = { values: form.values, problems: {} }
    return { ...state, preview }
  } catch (error) {
    return refusedForm(error, form)
  }
}

export default function ImportWords() {
  const { t } = useTranslation('words')
  const answer = useActionData<typeof action>()
  const form = useFocusFirstProblem(answer)
  const values = answer?.values ?? NEW_WORD
  const problems = answer?.problems ?? {}
  const preview = answer && 'preview' in answer ? answer.preview : null
  return (
    <>
      <p className="mb-4 text-sm text-ink-muted">{t('import.text')}</p>
      <Form ref={form} method="post" noValidate className="max-w-form space-y-4">
        <FormProblem state={answer} />
        <Field name="text" label={t('import.lines')} problem={problems.text} required>
          <Textarea dir="auto" defaultValue={values.text} rows={8} spellCheck={false} />
        </Field>
        <MatchField values={values} problem={problems.match} />
        <div className="flex gap-2">
          <Button type="submit">{t('import.preview')}</Button>
          {preview && preview.added > 0 && (
            <Button type="submit" name="import" value="on" variant="primary">
              {t('import.submit')}
            </Button>
          )}
        </div>
      </Form>
      {preview && <Preview preview={preview} />}
    </>
  )
}

const TONES = { new: 'ok', duplicate: 'neutral', bad: 'danger' } as const

function Preview({ preview }: { preview: SensitiveWordImportView }) {
  const { t } = useTranslation('words')
  const problemText = useProblemText()
  const format = useFormat()
  const head = (
    <>
      <HeadCell numeric>{t('import.line')}</HeadCell>
      <HeadCell>{t('column.pattern')}</HeadCell>
      <HeadCell>{t('import.outcome')}</HeadCell>
    </>
  )
  return (
    <div role="status">
      <Section title={t('import.result')}>
        {preview.added === 0 && <p className="mb-3 text-sm">{t('import.nothing')}</p>}
        <Table caption={t('import.result')} head={head}>
          {preview.lines.slice(0, LINES_SHOWN).map(({ line, pattern, status, problem, rule }) => (
            <tr key={line}>
              <Cell numeric>{format.number(line)}</Cell>
              <Cell className="w-full max-w-0 truncate">{pattern}</Cell>
              <Cell>
                <Badge tone={TONES[status]}>{t(`import.status.${status}`)}</Badge>
                {problem !== null && (
                  <span className="any-language block text-xs text-ink-muted">
                    {problemText(problemOfRule(problem, rule))}
                  </span>
                )}
              </Cell>
            </tr>
          ))}
        </Table>
      </Section>
    </div>
  )
}
