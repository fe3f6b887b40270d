import type { FormReader } from '#app/lib/form-reader'
import type { FormValues } from '#app/lib/form-state'

export const LEVELS = ['info', 'warning', 'error'] as const

export const NEW_MESSAGE: FormValues = { level: 'info' }

/** @param userIds by their names in lower case */
export function readMessageForm(form: FormReader, userIds: ReadonlyMap<string, string>) {
  const names = form.list('users')
  const unknown = names.filter((name) => !userIds.has(name.toLowerCase()))
  if (unknown.length > 0)
    form.reject('users', { key: 'problem.unknownUsers', values: { names: unknown.join(', ') } })
  return {
    title: form.text('title', { required: true }),
    body: form.text('body', { maxLength: 10_000 }),
    level: form.choice('level', LEVELS, 'info'),
    userIds: names.flatMap((name) => userIds.get(name.toLowerCase()) ?? []),
    expiresAt: form.endOfDay('expiresAt'),
  }
}
