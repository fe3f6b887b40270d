import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FormProblem } from '#app/components/form-parts'
import { Lockable, unlessLocked, type LockedBy } from '#app/components/settings/locked-settings'
import { Button } from '#app/components/ui/button'
import { Section } from '#app/components/ui/section'
import { SwitchField } from '#app/components/ui/switch'
import type { FormReader } from '#app/lib/form-reader'
import type { FormState } from '#app/lib/form-state'
import type { SettingsUpdateInput, SettingsView } from '#server/trpc/schemas/settings'

const NAMES = ['leaderboardVisible', 'leaderboardAnonymous'] as const

export const readVisibility = (form: FormReader, lockedBy: LockedBy): SettingsUpdateInput =>
  Object.fromEntries(NAMES.map((name) => [name, unlessLocked(lockedBy, name, () => form.checked(name))]))

/** Of the admin. */
export function VisibilityForm({
  settings: { values, lockedBy },
  answer,
}: {
  settings: SettingsView
  answer: FormState | undefined
}) {
  const { t } = useTranslation(['leaderboard', 'common'])
  return (
    <Section title={t('settings.title')}>
      <Form method="post" className="max-w-form space-y-4">
        <FormProblem state={answer} />
        {NAMES.map((name) => (
          <Lockable key={name} by={lockedBy[name]}>
            <SwitchField
              name={name}
              label={t(`settings.${name}`)}
              hint={t(`settings.${name}Hint`)}
              defaultChecked={values[name]}
            />
          </Lockable>
        ))}
        <Button type="submit">{t('common:actions.save')}</Button>
      </Form>
    </Section>
  )
}
