import { Lock } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { FormState, FormValues } from '#app/lib/form-state'
import type { SettingsView } from '#server/trpc/schemas/settings'

export type SettingName = keyof SettingsView['values']
export type LockedBy = SettingsView['lockedBy']

interface LockableProps {
  /** The environment variable that has decided; undefined when nothing has. */
  by: string | undefined
  children: ReactNode
}

/** The fields of one setting, out of use with the reason above them when the environment has decided it. */
export function Lockable({ by, children }: LockableProps) {
  const { t } = useTranslation('settings')
  const id = useId()
  if (by === undefined) return <>{children}</>
  return (
    <fieldset disabled aria-describedby={id} className="min-w-0">
      <p id={id} className="mb-2 flex items-start gap-1.5 break-words text-xs text-ink-muted">
        <Lock aria-hidden className="mt-0.5 size-3 shrink-0" />
        <span className="min-w-0">{t('locked', { variable: by })}</span>
      </p>
      {children}
    </fieldset>
  )
}

/** A browser sends nothing of a field that is out of use, and an absent checkbox would mean off.
 * @returns undefined for a setting that is locked, which leaves it alone */
export const unlessLocked = <T,>(lockedBy: LockedBy, name: SettingName, read: () => T): T | undefined =>
  name in lockedBy ? undefined : read()

/** What the fields of a setting show: what was filled in, unless it could not be. */
export const shownValues = (
  lockedBy: LockedBy,
  name: SettingName,
  { initial, answer }: { initial: FormValues; answer: FormState | undefined },
): FormValues => (answer && !(name in lockedBy) ? answer.values : initial)
