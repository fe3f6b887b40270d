import type { FormReader } from '#app/lib/form-reader'
import type { FormValues } from '#app/lib/form-state'
import type { SettingsUpdateInput, SettingsView } from '#server/trpc/schemas/settings'
import { unlessLocked, type LockedBy } from './locked-settings'

export const priceSettingValues = ({
  fallbackPriceModel,
  priceSyncUrl,
}: SettingsView['values']): FormValues => ({
  fallbackPriceModel,
  priceSyncUrl,
})

export const readPriceSettings = (form: FormReader, lockedBy: LockedBy): SettingsUpdateInput => ({
  fallbackPriceModel: unlessLocked(lockedBy, 'fallbackPriceModel', () => form.text('fallbackPriceModel')),
  priceSyncUrl: unlessLocked(lockedBy, 'priceSyncUrl', () => form.url('priceSyncUrl')),
})
