import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FieldRow, FormActions, FormProblem, FormSection } from '#app/components/form-parts'
import { CheckboxGroup } from '#app/components/ui/checkbox-group'
import { Field } from '#app/components/ui/field'
import { Input, Select, Textarea } from '#app/components/ui/input'
import { SwitchField } from '#app/components/ui/switch'
import { DIALECTS } from '#app/lib/dialects'
import type { FormState, FormValues } from '#app/lib/form-state'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'
import type { ErrorRuleView } from '#server/trpc/schemas/error-rule'
import { ATTEMPTS } from './attempt-of'
import { RuleConditions } from './rule-words'

interface RuleFormProps {
  initial: FormValues
  answer: FormState | undefined
  /** Of a built-in rule neither the name nor the conditions can be changed. */
  builtin?: ErrorRuleView | undefined
  submitLabel: string
}

interface PartProps {
  values: FormValues
  problems: FormState['problems']
}

export function RuleForm({ initial, answer, builtin, submitLabel }: RuleFormProps) {
  const { t } = useTranslation('rules')
  const form = useFocusFirstProblem(answer)
  const part = { values: answer?.values ?? initial, problems: answer?.problems ?? {} }
  return (
    <Form ref={form} method="post" noValidate>
      <FormProblem state={answer} />
      <Identity {...part} named={!builtin} />
      {builtin ? (
        <FormSection title={t('form.conditions')} text={t('form.builtinText')}>
          <div className="break-words text-sm">
            <RuleConditions conditions={builtin.conditions} />
          </div>
        </FormSection>
      ) : (
        <Conditions {...part} />
      )}
      <Effects {...part} />
      <FormActions submitLabel={submitLabel} cancelTo="/error-rules" />
    </Form>
  )
}

function Identity({ values, problems, named }: PartProps & { named: boolean }) {
  const { t } = useTranslation('rules')
  return (
    <FormSection title={t('form.rule')}>
      {named && (
        <Field name="name" label={t('form.name')} problem={problems.name} required>
          <Input defaultValue={values.name} maxLength={100} autoComplete="off" />
        </Field>
      )}
      <Field
        name="priority"
        label={t('form.priority')}
        hint={t('form.priorityHint')}
        problem={problems.priority}
        required
      >
        <Input inputMode="numeric" defaultValue={values.priority} autoComplete="off" />
      </Field>
      <SwitchField
        name="enabled"
        label={t('form.enabled')}
        hint={t('form.enabledHint')}
        defaultChecked={values.enabled === 'on'}
      />
    </FormSection>
  )
}

function Conditions({ values, problems }: PartProps) {
  const { t } = useTranslation(['rules', 'requests'])
  return (
    <FormSection title={t('rules:form.conditions')} text={t('rules:form.conditionsText')}>
      {(['statuses', 'errorTypes', 'bodyPattern'] as const).map((name) => (
        <Field
          key={name}
          name={`conditions.${name}`}
          label={t(`rules:form.${name}`)}
          hint={t(`rules:form.${name}Hint`)}
          problem={problems[`conditions.${name}`]}
        >
          <Input
            dir="ltr"
            defaultValue={values[`conditions.${name}`]}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
          />
        </Field>
      ))}
      <CheckboxGroup
        label={t('rules:form.dialects')}
        hint={t('rules:form.dialectsHint')}
        choices={DIALECTS.map((dialect) => ({
          name: `dialect.${dialect}`,
          label: t(`requests:dialect.${dialect}`),
          checked: values[`dialect.${dialect}`] === 'on',
        }))}
      />
    </FormSection>
  )
}

function Effects({ values, problems }: PartProps) {
  const { t } = useTranslation('rules')
  return (
    <FormSection title={t('form.effects')} text={t('form.effectsText')}>
      <FieldRow>
        <Field name="attempt" label={t('form.attempt')} problem={problems.attempt} required>
          <Select defaultValue={values.attempt}>
            {ATTEMPTS.map((attempt) => (
              <option key={attempt} value={attempt}>
                {t(`then.${attempt}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field name="override.status" label={t('form.overrideStatus')} problem={problems['override.status']}>
          <Input inputMode="numeric" defaultValue={values['override.status']} autoComplete="off" />
        </Field>
      </FieldRow>
      <Field
        name="override.message"
        label={t('form.overrideMessage')}
        hint={t('form.overrideHint')}
        problem={problems['override.message']}
      >
        <Textarea defaultValue={values['override.message']} maxLength={1000} rows={2} />
      </Field>
      <SwitchField
        name="breaker"
        label={t('form.breaker')}
        hint={t('form.breakerHint')}
        defaultChecked={values.breaker === 'on'}
      />
    </FormSection>
  )
}
