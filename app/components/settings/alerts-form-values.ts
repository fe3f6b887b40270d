import { eventValues, readEvents } from '#app/components/messages/event-choices'
import type { FormReader } from '#app/lib/form-reader'
import type { FormValues } from '#app/lib/form-state'
import type { SettingsUpdateInput, SettingsView } from '#server/trpc/schemas/settings'
import { unlessLocked, type LockedBy } from './locked-settings'

export const SECURITIES = ['starttls', 'tls', 'none'] as const

export const alertFormValues = (values: SettingsView['values']): FormValues => ({
  ...eventValues(values.alertEvents),
  alertEmails: values.alertEmails.join('\n'),
  smtpHost: values.smtpHost,
  smtpPort: String(values.smtpPort),
  smtpSecurity: values.smtpSecurity,
  smtpUser: values.smtpUser,
  smtpFrom: values.smtpFrom,
  dailySummaryAt: values.dailySummaryAt,
})

export function readAlertSettings(form: FormReader, lockedBy: LockedBy): SettingsUpdateInput {
  const text = (name: 'smtpHost' | 'smtpUser' | 'smtpFrom' | 'dailySummaryAt') =>
    unlessLocked(lockedBy, name, () => form.text(name, { maxLength: 254 }))
  return {
    alertEvents: unlessLocked(lockedBy, 'alertEvents', () => readEvents(form)),
    alertEmails: unlessLocked(lockedBy, 'alertEmails', () => form.list('alertEmails')),
    smtpHost: text('smtpHost'),
    smtpPort: unlessLocked(lockedBy, 'smtpPort', () =>
      form.requiredInteger('smtpPort', { min: 1, max: 65_535 }),
    ),
    smtpSecurity: unlessLocked(lockedBy, 'smtpSecurity', () =>
      form.choice('smtpSecurity', SECURITIES, 'starttls'),
    ),
    smtpUser: text('smtpUser'),
    smtpFrom: text('smtpFrom'),
    dailySummaryAt: text('dailySummaryAt'),
  }
}
