import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FormActions, FormProblem, FormSection } from '#app/components/form-parts'
import { SwitchField } from '#app/components/ui/switch'
import type { FormState } from '#app/lib/form-state'
import { useFocusFirstProblem } from '#app/lib/use-focus-first-problem'
import type { SettingsView } from '#server/trpc/schemas/settings'
import { limitsFormValues } from './limits-form-values'
import { Lockable, shownValues } from './locked-settings'
import { NumberSetting } from './number-setting'

interface LimitsFormProps {
  settings: SettingsView
  answer: FormState | undefined
}

/** How the limits of users, keys and providers are held. */
export function LimitsForm({ settings, answer }: LimitsFormProps) {
  const { t } = useTranslation(['settings', 'common'])
  const form = useFocusFirstProblem(answer)
  const { lockedBy } = settings
  const initial = limitsFormValues(settings.values)
  const choice = (name: 'budgetMode' | 'budgetsWithoutRedis' | 'limitHeaders') => (
    <Lockable by={lockedBy[name]}>
      <SwitchField
        name={name}
        label={t(`settings:limits.${name}`)}
        hint={t(`settings:limits.${name}Hint`)}
        defaultChecked={shownValues(lockedBy, name, { initial, answer })[name] === 'on'}
      />
    </Lockable>
  )
  const number = (name: 'strictOutputTokens' | 'sessionQueueMs' | 'adminRequestsPerMinute') => (
    <NumberSetting
      {...{ name, settings, answer, initial }}
      label={t(`settings:limits.${name}`)}
      hint={t(`settings:limits.${name}Hint`)}
    />
  )
  return (
    <Form ref={form} method="post" noValidate>
      <FormProblem state={answer} />
      <FormSection title={t('settings:limits.budgets')} text={t('settings:limits.budgetsText')}>
        {choice('budgetMode')}
        {number('strictOutputTokens')}
        {choice('budgetsWithoutRedis')}
      </FormSection>
      <FormSection title={t('settings:limits.sessions')}>{number('sessionQueueMs')}</FormSection>
      <FormSection title={t('settings:limits.answers')}>{choice('limitHeaders')}</FormSection>
      <FormSection title={t('settings:limits.api')}>{number('adminRequestsPerMinute')}</FormSection>
      <FormActions submitLabel={t('common:actions.save')} />
    </Form>
  )
}
