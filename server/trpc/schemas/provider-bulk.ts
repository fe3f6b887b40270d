import { z } from 'zod'
import { exact, id, seenVersion, textList, versionView } from './fields'
import { providerUpdateInput } from './provider'

const { enabled, weight, priority, costMultiplier, acceptsTranslated, concurrentSessions } =
  providerUpdateInput.shape
const tags = textList({ maxItems: 50, maxLength: 64 }).optional()

/** Cannot take more: each is read and locked. */
const MAX_PROVIDERS = 500

export const providerBulkInput = z.object({
  providers: z
    .array(z.object({ id, version: seenVersion }))
    .min(1, 'must name at least one provider')
    .max(MAX_PROVIDERS)
    .refine((list) => new Set(list.map((one) => one.id)).size === list.length, 'must name each provider once')
    .meta({ description: 'With the versions that the preview gave, to change nothing that it did not show' }),
  patch: exact(
    z
      .strictObject({
        enabled,
        weight,
        priority,
        costMultiplier,
        acceptsTranslated,
        concurrentSessions,
        addGroupTags: tags,
        removeGroupTags: tags,
      })
      .refine((patch) => Object.values(patch).some((value) => value !== undefined), 'must change something'),
  ),
})

export type ProviderBulkInput = z.input<typeof providerBulkInput>

export const providerBulkView = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      version: versionView,
      changes: z
        .record(z.string(), z.json())
        .meta({ description: 'By field: what it was (`from`) and what it is (`to`); empty: so already' }),
    }),
  ),
})
export type ProviderBulkView = z.output<typeof providerBulkView>
