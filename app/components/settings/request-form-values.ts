import type { FormReader } from '#app/lib/form-reader'
import type { FormValues } from '#app/lib/form-state'
import type { SettingsUpdateInput, SettingsView } from '#server/trpc/schemas/settings'
import { unlessLocked, type LockedBy, type SettingName } from './locked-settings'

const DAY_MS = 86_400_000

/** Every setting that is a number, with its range. */
export const RANGES = {
  sessionTtlMs: { min: 1_000, max: DAY_MS },
  failBackIdleMs: { min: 0, max: DAY_MS },
  maxAttempts: { min: 1, max: 10 },
  quarantineMs: { min: 1_000, max: DAY_MS },
  clientGoneDrainMs: { min: 0, max: 60_000 },
  shutdownDrainMs: { min: 0, max: 600_000 },
  authFailuresPerMinute: { min: 1, max: 10_000 },
  modelListTtlMs: { min: 0, max: DAY_MS },
  logRetentionDays: { min: 1, max: 3_650 },
  statisticsRetentionDays: { min: 35, max: 3_650 },
} as const satisfies Partial<Record<SettingName, { min: number; max: number }>>
export type NumberSetting = keyof typeof RANGES
// The table's keys, of which a type assertion says what Object.keys forgets.
const NUMBERS = Object.keys(RANGES) as NumberSetting[]

export const MAX_GROUP_LENGTH = 64

export function requestFormValues(values: SettingsView['values']): FormValues {
  const { defaultProviderGroup, streamPreview } = values
  const form: FormValues = { defaultProviderGroup, streamPreview: streamPreview ? 'on' : '' }
  for (const name of NUMBERS) form[name] = String(values[name])
  return form
}

export function readRequestSettings(form: FormReader, lockedBy: LockedBy): SettingsUpdateInput {
  const number = (name: NumberSetting) =>
    unlessLocked(lockedBy, name, () => form.requiredInteger(name, RANGES[name]))
  return {
    sessionTtlMs: number('sessionTtlMs'),
    failBackIdleMs: number('failBackIdleMs'),
    maxAttempts: number('maxAttempts'),
    quarantineMs: number('quarantineMs'),
    defaultProviderGroup: unlessLocked(lockedBy, 'defaultProviderGroup', () =>
      form.text('defaultProviderGroup', { maxLength: MAX_GROUP_LENGTH }),
    ),
    clientGoneDrainMs: number('clientGoneDrainMs'),
    shutdownDrainMs: number('shutdownDrainMs'),
    authFailuresPerMinute: number('authFailuresPerMinute'),
    modelListTtlMs: number('modelListTtlMs'),
    logRetentionDays: number('logRetentionDays'),
    statisticsRetentionDays: number('statisticsRetentionDays'),
    streamPreview: unlessLocked(lockedBy, 'streamPreview', () => form.checked('streamPreview')),
  }
}
