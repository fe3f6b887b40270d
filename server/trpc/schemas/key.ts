import { z } from 'zod'
import { KEY_SCOPES } from '#server/domain/principal'
import type { ApiKey } from '#server/domain/principal'
import {
  enabled,
  exact,
  filterText,
  id,
  isoTime,
  name,
  pageFields,
  time,
  toIso,
  toIsoOrNull,
  seenVersion,
  versionView,
} from './fields'
import { limitsInput, limitsView, toLimitsView } from './limits'

const fields = {
  name,
  scope: z.enum(KEY_SCOPES),
  enabled,
  expiresAt: time.nullable(),
  providerGroup: z.string().trim().min(1).max(64).nullable().meta({
    description: "Only providers that carry this group tag serve the key; null leaves it to the user's group",
  }),
  limits: limitsInput.meta({ description: "None may exceed the user's limit of the same kind" }),
}

export const keyListInput = z.object({ ...pageFields, userId: filterText.optional() })

export const keyCreateInput = z.object({
  userId: id,
  name: fields.name,
  scope: fields.scope.default('proxy'),
  enabled: fields.enabled.default(true),
  expiresAt: fields.expiresAt.default(null),
  providerGroup: fields.providerGroup.default(null),
  limits: fields.limits.optional(),
})
export type KeyCreateInput = z.input<typeof keyCreateInput>

/** An absent field stays as it is, and so does an absent limit. */
export const keyUpdateInput = z.object(fields).partial().extend({ id, version: seenVersion })
export type KeyUpdateInput = z.input<typeof keyUpdateInput>

export const keyRotateInput = z.object({
  id,
  overlapHours: exact(z.number().int().min(0).max(720))
    .meta({ description: 'Hours for which the old key goes on, 0 to 720' })
    .default(24),
})
export type KeyRotateInput = z.input<typeof keyRotateInput>

export const keyView = z.object({
  id: z.string(),
  userId: z.string(),
  name: z.string(),
  prefix: z.string().meta({ description: 'Public beginning of the key' }),
  last4: z.string(),
  scope: z.enum(KEY_SCOPES),
  enabled: z.boolean(),
  expiresAt: isoTime.nullable(),
  providerGroup: z.string().nullable(),
  limits: limitsView,
  limitsResetAt: isoTime.nullable().meta({ description: 'What was spent before does not count' }),
  replacedById: z.string().nullable().meta({ description: 'Id of the key that took its place' }),
  lastUsedAt: isoTime.nullable(),
  createdAt: isoTime,
  version: versionView,
  updatedAt: isoTime,
})
export type KeyView = z.output<typeof keyView>

export const keyCreatedView = keyView.extend({
  key: z.string().meta({ description: 'The key itself. It is shown this once and cannot be read again.' }),
})
export type KeyCreatedView = z.output<typeof keyCreatedView>

export const toKeyView = (apiKey: ApiKey): KeyView => ({
  ...apiKey,
  expiresAt: toIsoOrNull(apiKey.expiresAt),
  limits: toLimitsView(apiKey.limits),
  limitsResetAt: toIsoOrNull(apiKey.limitsResetAt),
  lastUsedAt: toIsoOrNull(apiKey.lastUsedAt),
  createdAt: toIso(apiKey.createdAt),
  updatedAt: toIso(apiKey.updatedAt),
})
