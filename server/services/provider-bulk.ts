import { describeChange } from '#server/domain/describe-change'
import type { AuditChanges } from '#server/domain/audit'
import type { Provider } from '#server/domain/provider'
import type { ProviderPatch, ProviderStore } from '#server/stores/interfaces'
import { ServiceError } from './service-error'

/** What can be said of several providers at once. */
export interface BulkPatch {
  enabled?: boolean | undefined
  weight?: number | undefined
  priority?: number | undefined
  costMultiplier?: string | undefined
  acceptsTranslated?: boolean | undefined
  concurrentSessions?: number | null | undefined
  addGroupTags?: readonly string[] | undefined
  removeGroupTags?: readonly string[] | undefined
}

export interface BulkChange {
  id: string
  name: string
  /** As it was read: to apply the preview is to send it along. */
  version: number
  /** By field, what it is and what it would be; empty when the provider is so already. */
  changes: AuditChanges
}

export interface BulkSelection {
  id: string
  /** The version that a preview showed. */
  version?: number | undefined
}

/** Several providers changed together: all of them or none. */
export interface ProviderBulk {
  /** Changes nothing. @throws ServiceError not_found */
  preview(selection: readonly BulkSelection[], patch: BulkPatch): Promise<BulkChange[]>
  /** @returns what was changed
   * @throws ServiceError not_found; StoreError conflict: one of them was changed since the preview */
  apply(selection: readonly BulkSelection[], patch: BulkPatch): Promise<BulkChange[]>
}

export function createProviderBulk(options: {
  providers: Pick<ProviderStore, 'get' | 'updateMany'>
  onConfigChanged: () => Promise<void>
}): ProviderBulk {
  const { providers, onConfigChanged } = options

  const plan = (selection: readonly BulkSelection[], patch: BulkPatch) =>
    Promise.all(
      selection.map(async ({ id, version }) => {
        const provider = await providers.get(id)
        if (!provider) throw ServiceError.notFound('provider', id)
        const fields = fieldsOf(provider, patch)
        const changes = describeChange(provider, { ...provider, ...fields })
        return { provider, version, fields, changes }
      }),
    )
  type Planned = Awaited<ReturnType<typeof plan>>[number]
  const toChange = ({ provider: { id, name, version }, changes }: Planned): BulkChange => ({
    ...{ id, name, version, changes },
  })

  return {
    preview: async (selection, patch) => (await plan(selection, patch)).map(toChange),
    async apply(selection, patch) {
      const planned = (await plan(selection, patch)).filter(({ changes }) => Object.keys(changes).length > 0)
      if (planned.length > 0) {
        await providers.updateMany(
          planned.map(({ provider, version, fields }) => ({
            ...fields,
            id: provider.id,
            version: version ?? provider.version,
          })),
        )
        await onConfigChanged()
      }
      return planned.map(toChange)
    },
  }
}

function fieldsOf(provider: Provider, patch: BulkPatch): Omit<ProviderPatch, 'version'> {
  const { addGroupTags = [], removeGroupTags = [], ...fields } = patch
  const removed = new Set(removeGroupTags)
  const tags = [...new Set([...provider.groupTags, ...addGroupTags])].filter((tag) => !removed.has(tag))
  const named = Object.entries(fields).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(named), groupTags: tags }
}
