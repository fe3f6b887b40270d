import type { FormReader } from '#app/lib/form-reader'
import type { FormValues } from '#app/lib/form-state'
import type { ProviderBulkInput } from '#server/trpc/schemas/provider-bulk'

export const SWITCHES = ['leave', 'on', 'off'] as const

/** What the form says in the admin API's words; what it leaves as it is is absent. */
export function readBulkPatch(form: FormReader): ProviderBulkInput['patch'] {
  const costMultiplier = form.decimal('patch.costMultiplier') ?? undefined
  const any = form.checked('anyNumber')
  const sessions = form.integer('patch.concurrentSessions', { min: 1, max: 1_000_000 }) ?? undefined
  return {
    enabled: switched(form, 'patch.enabled'),
    weight: form.integer('patch.weight', { min: 0, max: 100 }) ?? undefined,
    priority: form.integer('patch.priority', { min: -1000, max: 1000 }) ?? undefined,
    costMultiplier,
    acceptsTranslated: switched(form, 'patch.acceptsTranslated'),
    concurrentSessions: any ? null : sessions,
    addGroupTags: listed(form, 'patch.addGroupTags'),
    removeGroupTags: listed(form, 'patch.removeGroupTags'),
  }
}

function switched(form: FormReader, name: string): boolean | undefined {
  const choice = form.choice(name, SWITCHES, 'leave')
  return choice === 'leave' ? undefined : choice === 'on'
}

function listed(form: FormReader, name: string): string[] | undefined {
  const items = form.list(name)
  return items.length === 0 ? undefined : items
}

/** With the versions that a preview showed, where it did. */
export const readSelection = (ids: readonly string[], values: FormValues) =>
  ids.map((id) => {
    const version = values[`version.${id}`]
    return version === undefined ? { id } : { id, version: Number(version) }
  })
