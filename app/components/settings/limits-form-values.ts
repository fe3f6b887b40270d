import type { FormReader } from '#app/lib/form-reader'
import type { FormValues } from '#app/lib/form-state'
import type { SettingsUpdateInput, SettingsView } from '#server/trpc/schemas/settings'
import { unlessLocked, type LockedBy } from './locked-settings'

const onIf = (on: boolean): string => (on ? 'on' : '')

/** Choices of two are switches: on is the second one. */
export const limitsFormValues = (values: SettingsView['values']): FormValues => ({
  budgetMode: onIf(values.budgetMode === 'strict'),
  strictOutputTokens: String(values.strictOutputTokens),
  budgetsWithoutRedis: onIf(values.budgetsWithoutRedis === 'refuse'),
  sessionQueueMs: String(values.sessionQueueMs),
  adminRequestsPerMinute: String(values.adminRequestsPerMinute),
  limitHeaders: onIf(values.limitHeaders === 'on'),
})

export const readLimitSettings = (form: FormReader, lockedBy: LockedBy): SettingsUpdateInput => ({
  budgetMode: unlessLocked(lockedBy, 'budgetMode', () =>
    form.checked('budgetMode') ? 'strict' : 'balanced',
  ),
  strictOutputTokens: unlessLocked(lockedBy, 'strictOutputTokens', () =>
    form.requiredInteger('strictOutputTokens', { min: 1, max: 1_000_000 }),
  ),
  budgetsWithoutRedis: unlessLocked(lockedBy, 'budgetsWithoutRedis', () =>
    form.checked('budgetsWithoutRedis') ? 'refuse' : 'share',
  ),
  sessionQueueMs: unlessLocked(lockedBy, 'sessionQueueMs', () =>
    form.requiredInteger('sessionQueueMs', { min: 0, max: 60_000 }),
  ),
  adminRequestsPerMinute: unlessLocked(lockedBy, 'adminRequestsPerMinute', () =>
    form.requiredInteger('adminRequestsPerMinute', { min: 1, max: 1_000_000 }),
  ),
  limitHeaders: unlessLocked(lockedBy, 'limitHeaders', () => (form.checked('limitHeaders') ? 'on' : 'off')),
})
