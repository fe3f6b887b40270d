import type { FormReader } from '#app/lib/form-reader'
import type { FormValues } from '#app/lib/form-state'
import type { KeyScope } from '#server/domain/principal'
import type { KeyCreateInput, KeyView } from '#server/trpc/schemas/key'
import { limitFormValues, NO_LIMIT_VALUES, readLimits } from './limit-form-values'
import { dayOf } from './user-form-values'

export const KEY_SCOPES = ['proxy', 'read-only'] as const satisfies KeyScope[]
export const NEW_KEY: FormValues = { scope: 'proxy', ...NO_LIMIT_VALUES }

export const keyFormValues = (key: KeyView): FormValues => ({
  name: key.name,
  scope: key.scope,
  expiresAt: dayOf(key.expiresAt),
  providerGroup: key.providerGroup ?? '',
  ...limitFormValues(key.limits),
})

export const readKeyForm = (form: FormReader): Omit<KeyCreateInput, 'userId'> => ({
  name: form.text('name', { required: true, maxLength: 100 }),
  scope: form.choice('scope', KEY_SCOPES, 'proxy'),
  expiresAt: form.endOfDay('expiresAt'),
  providerGroup: form.text('providerGroup', { maxLength: 64 }) || null,
  limits: readLimits(form),
})
