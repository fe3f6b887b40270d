import { Form, Link } from '@remix-run/react'
import { useState, type MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/components/ui/button'
import { Field } from '#app/components/ui/field'
import { Input, Select, Textarea } from '#app/components/ui/input'
import { Notice } from '#app/components/ui/notice'
import { Panel } from '#app/components/ui/section'
import { DIALECTS } from '#app/lib/dialects'
import { findJsonError } from '#app/lib/find-json-error'
import type { FieldProblem, FormState } from '#app/lib/form-state'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'
import { useProblemText } from '#app/lib/use-problem-text'
import { KINDS } from './translate-form-values'

export function TranslateForm({ state }: { state: FormState }) {
  const { t } = useTranslation(['translate', 'requests'])
  const problemText = useProblemText()
  const form = useFocusFirstProblem(state)
  const { values, problems, problem } = state
  const { format, bodyProblem } = useFormatting(state)
  const text = { autoComplete: 'off', spellCheck: false, dir: 'ltr' } as const
  return (
    <Form
      ref={form}
      method="post"
      action="/translate"
      noValidate
      preventScrollReset
      aria-label={t('translate:form.label')}
    >
      {problem && <Notice tone="danger" title={problemText(problem)} className="mb-4" />}
      <Panel className="grid items-start gap-4 p-4 sm:grid-cols-2 lg:grid-cols-3">
        <Field name="dialect" label={t('translate:form.dialect')} problem={problems.dialect} required>
          <Select defaultValue={values.dialect}>
            {DIALECTS.map((dialect) => (
              <option key={dialect} value={dialect}>
                {t(`requests:dialect.${dialect}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field name="kind" label={t('translate:form.kind')} problem={problems.kind} required>
          <Select defaultValue={values.kind}>
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`translate:form.kinds.${kind}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field
          name="model"
          label={t('translate:form.model')}
          hint={t('translate:form.modelHint')}
          problem={problems.model}
        >
          <Input {...text} defaultValue={values.model} />
        </Field>
        <Field
          name="body"
          label={t('translate:form.body')}
          hint={t('translate:form.bodyHint')}
          problem={bodyProblem}
          required
          className="sm:col-span-full"
        >
          <Textarea {...text} defaultValue={values.body} rows={16} className="font-mono" />
        </Field>
        <div className="flex flex-wrap gap-2 sm:col-span-full">
          <Button type="submit" variant="primary">
            {t('translate:form.submit')}
          </Button>
          <Button className="needs-scripting" onClick={format}>
            {t('translate:form.format')}
          </Button>
        </div>
        {KINDS.map((kind) => (
          <Examples key={kind} kind={kind} />
        ))}
      </Panel>
    </Form>
  )
}

/** Each is a page: the form filled in, and its translation below. */
function Examples({ kind }: { kind: (typeof KINDS)[number] }) {
  const { t } = useTranslation(['translate', 'requests'])
  const title = t(`translate:example.${kind}`)
  return (
    <div role="group" aria-label={title} className="sm:col-span-full">
      <p className="text-xs text-ink-muted">{title}</p>
      <div className="-ms-3 flex flex-wrap">
        {DIALECTS.map((dialect) => (
          <Button key={dialect} asChild variant="quiet" className="text-accent hover:text-accent">
            <Link to={`/translate?example=${dialect}&kind=${kind}`} preventScrollReset>
              {t(`requests:dialect.${dialect}`)}
            </Link>
          </Button>
        ))}
      </div>
    </div>
  )
}

/** Sets the JSON out line by line, or says where it is none. */
function useFormatting(state: FormState) {
  const [found, setFound] = useState<{ in: FormState; problem: FieldProblem | undefined } | null>(null)
  const format = ({ currentTarget: { form } }: MouseEvent<HTMLButtonElement>) => {
    const body = form?.elements.namedItem('body')
    if (!(body instanceof HTMLTextAreaElement) || body.value.trim() === '') return
    const place = findJsonError(body.value)
    if (place) body.focus()
    else body.value = JSON.stringify(JSON.parse(body.value), null, 2)
    setFound({ in: state, problem: place ? { key: 'problem.json', values: place } : undefined })
  }
  // The server's next answer knows better than what was found before it.
  return { format, bodyProblem: found?.in === state ? found.problem : state.problems.body }
}
