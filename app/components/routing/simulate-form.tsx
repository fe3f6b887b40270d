import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { DIALECTS } from '#app/lib/dialects'
import { FormProblem } from '#app/components/form-parts'
import { Button } from '#app/components/ui/button'
import { Field } from '#app/components/ui/field'
import { Input, Select } from '#app/components/ui/input'
import { Panel } from '#app/components/ui/section'
import type { FormState } from '#app/lib/form-state'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'

interface SimulateFormProps {
  state: FormState
  keys: { id: string; name: string }[]
}

/** A plain GET form: the question is the address, so it can be kept, shared and asked again. */
export function SimulateForm({ state, keys }: SimulateFormProps) {
  const { t } = useTranslation(['routing', 'requests'])
  const form = useFocusFirstProblem(state)
  const { values, problems } = state
  const text = { autoComplete: 'off', spellCheck: false, dir: 'ltr' } as const
  return (
    <Form ref={form} method="get" noValidate aria-label={t('routing:form.label')}>
      <FormProblem state={state} />
      <Panel className="grid items-start gap-4 p-4 sm:grid-cols-2 lg:grid-cols-3">
        <Field name="dialect" label={t('routing:form.dialect')} problem={problems.dialect} required>
          <Select defaultValue={values.dialect ?? 'claude'}>
            {DIALECTS.map((dialect) => (
              <option key={dialect} value={dialect}>
                {t(`requests:dialect.${dialect}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field
          name="path"
          label={t('routing:form.path')}
          hint={t('routing:form.pathHint')}
          problem={problems.path}
        >
          <Input {...text} defaultValue={values.path} />
        </Field>
        <Field name="model" label={t('routing:form.model')} problem={problems.model}>
          <Input {...text} defaultValue={values.model} />
        </Field>
        <Field
          name="keyId"
          label={t('routing:form.key')}
          hint={t('routing:form.keyHint')}
          problem={problems.keyId}
        >
          <Select defaultValue={values.keyId}>
            <option value="">{t('routing:form.noKey')}</option>
            {keys.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Field
          name="group"
          label={t('routing:form.group')}
          hint={t('routing:form.groupHint')}
          problem={problems.group}
        >
          <Input defaultValue={values.group} maxLength={64} autoComplete="off" />
        </Field>
        <Field
          name="sessionId"
          label={t('routing:form.session')}
          hint={t('routing:form.sessionHint')}
          problem={problems.sessionId}
        >
          <Input {...text} defaultValue={values.sessionId} />
        </Field>
        <Field name="at" label={t('routing:form.at')} hint={t('routing:form.atHint')} problem={problems.at}>
          <Input type="datetime-local" defaultValue={values.at} />
        </Field>
        <div className="self-end sm:col-span-full">
          <Button type="submit" variant="primary">
            {t('routing:form.submit')}
          </Button>
        </div>
      </Panel>
    </Form>
  )
}
