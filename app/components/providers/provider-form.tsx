import { Form } from '@remix-run/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FieldRow, FormActions, FormProblem, FormSection } from '#app/components/form-parts'
import { Field } from '#app/components/ui/field'
import { Input, Select, Textarea } from '#app/components/ui/input'
import { DefaultSubmit } from '#app/components/ui/row-list'
import { SwitchField } from '#app/components/ui/switch'
import { LimitFields } from '#app/components/users/limit-fields'
import type { FieldProblem, FormState, FormValues } from '#app/lib/form-state'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'
import type { ProviderView } from '#server/trpc/schemas/provider'
import { INSTRUCTIONS_MODES, PROVIDER_TYPES, USUAL_BASE_URL } from './provider-form-values'
import type { PartProps } from './provider-form-values'
import { FailureFields } from './failure-fields'
import { ProxyFields } from './proxy-fields'
import { ScheduleFields } from './schedule-fields'

interface ProviderFormProps {
  initial: FormValues
  answer: FormState | undefined
  /** Last characters of the stored credential, when there is one. */
  credentialHint?: string
  /** As it is stored. */
  proxy?: ProviderView['proxy']
  submitLabel: string
}

export function ProviderForm({ initial, answer, credentialHint, proxy, submitLabel }: ProviderFormProps) {
  const form = useFocusFirstProblem(answer)
  const values = answer?.values ?? initial
  const problems = answer?.problems ?? {}
  return (
    <Form ref={form} method="post" noValidate>
      <DefaultSubmit />
      <FormProblem state={answer} />
      <Connection values={values} problems={problems} credentialHint={credentialHint} />
      <Routing values={values} problems={problems} />
      <ProviderLimits values={values} problems={problems} />
      <Models values={values} problems={problems} />
      <Timeouts values={values} problems={problems} />
      <FailureFields values={values} problems={problems} />
      <ScheduleFields values={values} problems={problems} />
      <ProxyFields values={values} problems={problems} proxy={proxy ?? null} />
      <FormActions submitLabel={submitLabel} cancelTo="/providers" />
    </Form>
  )
}

function Connection({
  values,
  problems,
  credentialHint,
}: PartProps & { credentialHint: string | undefined }) {
  const { t } = useTranslation('providers')
  const [type, setType] = useState(PROVIDER_TYPES.find((known) => known === values.type) ?? 'claude')
  return (
    <FormSection title={t('form.connection')} text={t('form.connectionText')}>
      <Field name="name" label={t('form.name')} problem={problems.name} required>
        <Input defaultValue={values.name} maxLength={100} autoComplete="off" />
      </Field>
      <Field name="type" label={t('form.type')} hint={t(`typeHint.${type}`)} problem={problems.type} required>
        <Select
          defaultValue={values.type}
          onChange={(event) => {
            setType(PROVIDER_TYPES.find((known) => known === event.target.value) ?? 'claude')
          }}
        >
          {PROVIDER_TYPES.map((known) => (
            <option key={known} value={known}>
              {t(`type.${known}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field
        name="baseUrl"
        label={t('form.baseUrl')}
        hint={t('form.baseUrlHint')}
        problem={problems.baseUrl}
        required
      >
        <Input
          type="url"
          dir="ltr"
          defaultValue={values.baseUrl}
          placeholder={USUAL_BASE_URL[type]}
          autoComplete="off"
          spellCheck={false}
        />
      </Field>
      <Credential hint={credentialHint} problem={problems.apiKey} />
      <Field
        name="codeAssistProject"
        label={t('form.codeAssistProject')}
        hint={t('form.codeAssistProjectHint')}
        problem={problems.codeAssistProject}
        className={type === 'gemini-cli' ? undefined : 'scripting-hidden'}
      >
        <Input dir="ltr" defaultValue={values.codeAssistProject} autoComplete="off" spellCheck={false} />
      </Field>
      <Field
        name="instructionsMode"
        label={t('form.instructionsMode')}
        hint={t('form.instructionsModeHint')}
        problem={problems.instructionsMode}
        className={type === 'codex' ? undefined : 'scripting-hidden'}
      >
        <Select defaultValue={values.instructionsMode}>
          {INSTRUCTIONS_MODES.map((mode) => (
            <option key={mode} value={mode}>
              {t(`instructionsMode.${mode}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field name="note" label={t('form.note')} problem={problems.note}>
        <Textarea defaultValue={values.note} maxLength={2000} rows={2} />
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

/** Write-only: on a change it may stay empty, and what is stored is never sent to the browser. */
function Credential({ hint, problem }: { hint: string | undefined; problem: FieldProblem | undefined }) {
  const { t } = useTranslation('providers')
  return (
    <Field
      name="apiKey"
      label={t('form.apiKey')}
      hint={hint === undefined ? t('form.apiKeyHint') : t('form.apiKeyKept', { hint: `••••${hint}` })}
      problem={problem}
      required={hint === undefined}
    >
      <Input
        type="password"
        dir="ltr"
        placeholder={hint === undefined ? undefined : `••••${hint}`}
        autoComplete="new-password"
        spellCheck={false}
      />
    </Field>
  )
}

function Routing({ values, problems }: PartProps) {
  const { t } = useTranslation('providers')
  return (
    <FormSection title={t('form.routing')} text={t('form.routingText')}>
      <FieldRow>
        <Field
          name="priority"
          label={t('form.priority')}
          hint={t('form.priorityHint')}
          problem={problems.priority}
          required
        >
          <Input inputMode="numeric" defaultValue={values.priority} autoComplete="off" />
        </Field>
        <Field
          name="weight"
          label={t('form.weight')}
          hint={t('form.weightHint')}
          problem={problems.weight}
          required
        >
          <Input inputMode="numeric" defaultValue={values.weight} autoComplete="off" />
        </Field>
      </FieldRow>
      <FieldRow>
        <Field
          name="costMultiplier"
          label={t('form.costMultiplier')}
          hint={t('form.costMultiplierHint')}
          problem={problems.costMultiplier}
        >
          <Input inputMode="decimal" defaultValue={values.costMultiplier} autoComplete="off" />
        </Field>
        <Field
          name="groupTags"
          label={t('form.groupTags')}
          hint={t('form.groupTagsHint')}
          problem={problems.groupTags}
        >
          <Input defaultValue={values.groupTags} autoComplete="off" />
        </Field>
      </FieldRow>
      <Field
        name="concurrentSessions"
        label={t('form.concurrentSessions')}
        hint={t('form.concurrentSessionsHint')}
        problem={problems.concurrentSessions}
      >
        <Input inputMode="numeric" defaultValue={values.concurrentSessions} autoComplete="off" />
      </Field>
    </FormSection>
  )
}

function ProviderLimits(props: PartProps) {
  const { t } = useTranslation(['providers', 'users'])
  return (
    <FormSection title={t('users:limits.title')} text={t('providers:form.limitsText')}>
      <LimitFields {...props} counts={['rpm']} />
    </FormSection>
  )
}

function Models({ values, problems }: PartProps) {
  const { t } = useTranslation('providers')
  return (
    <FormSection title={t('form.models')} text={t('form.modelsText')}>
      <Field
        name="allowedModels"
        label={t('form.allowedModels')}
        hint={t('form.allowedModelsHint')}
        problem={problems.allowedModels}
      >
        <Textarea
          dir="ltr"
          defaultValue={values.allowedModels}
          rows={3}
          spellCheck={false}
          className="font-mono"
        />
      </Field>
    </FormSection>
  )
}

function Timeouts({ values, problems }: PartProps) {
  const { t } = useTranslation('providers')
  return (
    <FormSection title={t('form.timeouts')} text={t('form.timeoutsText')}>
      <div className="grid items-start gap-4 sm:grid-cols-3">
        {(['firstByteMs', 'idleMs', 'totalMs'] as const).map((name) => (
          <Field
            key={name}
            name={`timeouts.${name}`}
            label={t(`form.${name}`)}
            hint={t(`form.${name}Hint`)}
            problem={problems[`timeouts.${name}`]}
            required
          >
            <Input inputMode="numeric" defaultValue={values[`timeouts.${name}`]} autoComplete="off" />
          </Field>
        ))}
      </div>
    </FormSection>
  )
}
