import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FormActions, FormProblem, FormSection } from '#app/components/form-parts'
import { Field } from '#app/components/ui/field'
import { Input } from '#app/components/ui/input'
import { SwitchField } from '#app/components/ui/switch'
import type { FormState } from '#app/lib/form-state'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'
import type { SettingsView } from '#server/trpc/schemas/settings'
import { Lockable, shownValues } from './locked-settings'
import { NumberSetting } from './number-setting'
import {
  MAX_GROUP_LENGTH,
  requestFormValues,
  type NumberSetting as NumberSettingName,
} from './request-form-values'

interface RequestFormProps {
  settings: SettingsView
  answer: FormState | undefined
}

/** What becomes of sessions, attempts and unfinished answers. */
export function RequestForm(props: RequestFormProps) {
  const { t } = useTranslation(['settings', 'common'])
  const form = useFocusFirstProblem(props.answer)
  const number = (name: NumberSettingName) => (
    <NumberSetting
      {...props}
      name={name}
      initial={requestFormValues(props.settings.values)}
      label={t(`settings:requests.${name}`)}
      hint={t(`settings:requests.${name}Hint`)}
    />
  )
  return (
    <Form ref={form} method="post" noValidate>
      <FormProblem state={props.answer} />
      <FormSection title={t('settings:requests.sessions')} text={t('settings:requests.sessionsText')}>
        {number('sessionTtlMs')}
        {number('failBackIdleMs')}
      </FormSection>
      <FormSection title={t('settings:requests.attempts')} text={t('settings:requests.attemptsText')}>
        {number('maxAttempts')}
        {number('quarantineMs')}
        <GroupField {...props} />
      </FormSection>
      <FormSection title={t('settings:requests.unfinished')} text={t('settings:requests.unfinishedText')}>
        {number('clientGoneDrainMs')}
        {number('shutdownDrainMs')}
      </FormSection>
      <FormSection title={t('settings:requests.clients')}>
        {number('authFailuresPerMinute')}
        {number('modelListTtlMs')}
      </FormSection>
      <FormSection title={t('settings:requests.records')} text={t('settings:requests.recordsText')}>
        {number('logRetentionDays')}
        {number('statisticsRetentionDays')}
      </FormSection>
      <FormSection title={t('settings:requests.preview')}>
        <PreviewField {...props} />
      </FormSection>
      <FormActions submitLabel={t('common:actions.save')} />
    </Form>
  )
}

function PreviewField({ settings: { values, lockedBy }, answer }: RequestFormProps) {
  const { t } = useTranslation('settings')
  const shown = shownValues(lockedBy, 'streamPreview', { initial: requestFormValues(values), answer })
  return (
    <Lockable by={lockedBy.streamPreview}>
      <SwitchField
        name="streamPreview"
        label={t('requests.streamPreview')}
        hint={t('requests.streamPreviewHint')}
        defaultChecked={shown.streamPreview === 'on'}
      />
    </Lockable>
  )
}

const GROUP = 'defaultProviderGroup'

function GroupField({ settings: { values, lockedBy }, answer }: RequestFormProps) {
  const { t } = useTranslation('settings')
  const shown = shownValues(lockedBy, GROUP, { initial: requestFormValues(values), answer })
  return (
    <Lockable by={lockedBy[GROUP]}>
      <Field
        name={GROUP}
        label={t(`requests.${GROUP}`)}
        hint={t(`requests.${GROUP}Hint`)}
        problem={answer?.problems[GROUP]}
      >
        <Input defaultValue={shown[GROUP]} maxLength={MAX_GROUP_LENGTH} autoComplete="off" />
      </Field>
    </Lockable>
  )
}
