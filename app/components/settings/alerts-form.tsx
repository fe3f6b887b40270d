import { Form } from '@remix-run/react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FormActions, FormProblem, FormSection } from '#app/components/form-parts'
import { EventChoices } from '#app/components/messages/event-choices'
import { Field } from '#app/components/ui/field'
import { Input, Select, Textarea } from '#app/components/ui/input'
import { SwitchField } from '#app/components/ui/switch'
import type { FormState } from '#app/lib/form-state'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'
import type { SettingsView } from '#server/trpc/schemas/settings'
import { alertFormValues, SECURITIES } from './alerts-form-values'
import { Lockable, shownValues } from './locked-settings'
import { NumberSetting } from './number-setting'

interface PasswordState {
  passwordSet: boolean
  /** The environment variable that has decided it. */
  lockedBy: string | null
}

interface AlertsFormProps {
  settings: SettingsView
  /** Nobody gets to read it. */
  password: PasswordState
  answer: FormState | undefined
}

type TextName = 'alertEmails' | 'smtpHost' | 'smtpSecurity' | 'smtpUser' | 'smtpFrom' | 'dailySummaryAt'

/** What is told to admins, and how e-mails are sent. */
export function AlertsForm({ settings, password, answer }: AlertsFormProps) {
  const { t } = useTranslation(['settings', 'common'])
  const form = useFocusFirstProblem(answer)
  const { lockedBy } = settings
  const initial = alertFormValues(settings.values)
  const shown = (name: TextName | 'alertEvents') => shownValues(lockedBy, name, { initial, answer })
  const field = (name: TextName, control: (value: string) => ReactNode, required = false) => (
    <Lockable by={lockedBy[name]}>
      <Field
        name={name}
        label={t(`settings:alerts.${name}`)}
        hint={t(`settings:alerts.${name}Hint`)}
        problem={answer?.problems[name]}
        required={required}
      >
        {control(shown(name)[name] ?? '')}
      </Field>
    </Lockable>
  )
  const text = (name: TextName) =>
    field(name, (value) => <Input dir="ltr" defaultValue={value} autoComplete="off" spellCheck={false} />)
  return (
    <Form ref={form} method="post" noValidate>
      <FormProblem state={answer} />
      <FormSection title={t('settings:alerts.events')} text={t('settings:alerts.eventsText')}>
        <Lockable by={lockedBy.alertEvents}>
          <EventChoices
            label={t('settings:alerts.alertEvents')}
            hint={t('settings:alerts.alertEventsHint')}
            values={shown('alertEvents')}
          />
        </Lockable>
        {field('alertEmails', (value) => (
          <Textarea dir="ltr" defaultValue={value} rows={2} autoComplete="off" spellCheck={false} />
        ))}
        {field('dailySummaryAt', (value) => (
          <Input type="time" defaultValue={value} />
        ))}
      </FormSection>
      <FormSection title={t('settings:alerts.server')} text={t('settings:alerts.serverText')}>
        {text('smtpHost')}
        <NumberSetting
          {...{ settings, answer, initial }}
          name="smtpPort"
          label={t('settings:alerts.smtpPort')}
          hint={t('settings:alerts.smtpPortHint')}
        />
        {field(
          'smtpSecurity',
          (value) => (
            <Select defaultValue={value}>
              {SECURITIES.map((security) => (
                <option key={security} value={security}>
                  {t(`settings:alerts.security.${security}`)}
                </option>
              ))}
            </Select>
          ),
          true,
        )}
        {text('smtpFrom')}
        {text('smtpUser')}
        <PasswordField state={password} answer={answer} />
      </FormSection>
      <FormActions submitLabel={t('common:actions.save')} />
    </Form>
  )
}

function PasswordField({ state, answer }: { state: PasswordState; answer: FormState | undefined }) {
  const { t } = useTranslation('settings')
  const { passwordSet: isSet, lockedBy } = state
  return (
    <Lockable by={lockedBy ?? undefined}>
      <Field
        name="smtpPassword"
        label={t('alerts.smtpPassword')}
        hint={t(isSet ? 'alerts.passwordKept' : 'alerts.passwordHint')}
        problem={answer?.problems.smtpPassword}
      >
        <Input type="password" dir="ltr" autoComplete="new-password" />
      </Field>
      {isSet && lockedBy === null && (
        <SwitchField name="withoutPassword" label={t('alerts.withoutPassword')} defaultChecked={false} />
      )}
    </Lockable>
  )
}
