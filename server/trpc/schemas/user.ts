import { z } from 'zod'
import type { User } from '#server/domain/principal'
import {
  enabled,
  id,
  isoTime,
  modelList,
  name,
  note,
  textList,
  time,
  toIso,
  toIsoOrNull,
  seenVersion,
  versionView,
} from './fields'
import { limitsInput, limitsView, toLimitsView } from './limits'

const USER_ROLES = ['admin', 'member'] as const

const fields = {
  name,
  note,
  role: z.enum(USER_ROLES),
  enabled,
  expiresAt: time.nullable(),
  tags: textList({ maxItems: 50, maxLength: 64 }),
  providerGroup: z.string().trim().min(1).max(64).nullable().meta({
    description: 'Only providers that carry this group tag serve the user; null means any',
  }),
  allowedModels: modelList,
  allowedClients: textList({ maxItems: 50, maxLength: 100 }).meta({
    description: 'Names of client programs, as the log names them; empty allows every client',
  }),
  limits: limitsInput,
}

export const userCreateInput = z.object({
  ...fields,
  note: fields.note.default(''),
  role: fields.role.default('member'),
  enabled: fields.enabled.default(true),
  expiresAt: fields.expiresAt.default(null),
  tags: fields.tags.default([]),
  providerGroup: fields.providerGroup.default(null),
  allowedModels: fields.allowedModels.default([]),
  allowedClients: fields.allowedClients.default([]),
  limits: fields.limits.optional(),
})
export type UserCreateInput = z.input<typeof userCreateInput>

/** An absent field stays as it is, and so does an absent limit. */
export const userUpdateInput = z.object(fields).partial().extend({ id, version: seenVersion })
export type UserUpdateInput = z.input<typeof userUpdateInput>

export const userView = z
  .object({
    id: z.string(),
    name: z.string(),
    note: z.string(),
    role: z.enum(USER_ROLES),
    enabled: z.boolean(),
    expiresAt: isoTime.nullable(),
    tags: z.array(z.string()),
    providerGroup: z.string().nullable(),
    allowedModels: z.array(z.string()),
    allowedClients: z.array(z.string()),
    limits: limitsView,
    limitsResetAt: isoTime.nullable().meta({ description: 'What was spent before does not count' }),
    createdAt: isoTime,
    version: versionView,
    updatedAt: isoTime,
  })
  .meta({ id: 'User' })
export type UserView = z.output<typeof userView>

export const toUserView = (user: User): UserView => ({
  ...user,
  expiresAt: toIsoOrNull(user.expiresAt),
  limits: toLimitsView(user.limits),
  limitsResetAt: toIsoOrNull(user.limitsResetAt),
  createdAt: toIso(user.createdAt),
  updatedAt: toIso(user.updatedAt),
})

/** What users see of themselves: an admin's note about somebody is not for them. */
export const toMemberUserView = (user: User): UserView => ({ ...toUserView(user), note: '', tags: [] })
