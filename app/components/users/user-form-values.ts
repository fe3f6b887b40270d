import type { FormReader } from '#app/lib/form-reader'
import type { FormValues } from '#app/lib/form-state'
import type { UserCreateInput, UserView } from '#server/trpc/schemas/user'
import { limitFormValues, NO_LIMIT_VALUES, readLimits } from './limit-form-values'

export const NEW_USER: FormValues = { enabled: 'on', ...NO_LIMIT_VALUES }

export function userFormValues(user: UserView): FormValues {
  return {
    name: user.name,
    note: user.note,
    tags: user.tags.join(', '),
    expiresAt: dayOf(user.expiresAt),
    providerGroup: user.providerGroup ?? '',
    allowedModels: user.allowedModels.join('\n'),
    allowedClients: user.allowedClients.join('\n'),
    ...(user.enabled && { enabled: 'on' }),
    ...limitFormValues(user.limits),
  }
}

export function readUserForm(form: FormReader): UserCreateInput {
  return {
    name: form.text('name', { required: true, maxLength: 100 }),
    note: form.text('note', { maxLength: 2000 }),
    enabled: form.checked('enabled'),
    expiresAt: form.endOfDay('expiresAt'),
    tags: form.list('tags'),
    providerGroup: form.text('providerGroup', { maxLength: 64 }) || null,
    allowedModels: form.list('allowedModels'),
    allowedClients: form.list('allowedClients'),
    limits: readLimits(form),
  }
}

export const dayOf = (iso: string | null): string => iso?.slice(0, 10) ?? ''
