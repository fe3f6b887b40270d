import { z } from 'zod'
import { CLIENT_ACTIONS, clientVersionRuleSchema } from '#server/domain/client-version'
import type { ClientVersionSeen } from '#server/services/client-version-service'
import { enabled, id, isoTime, toIso, seenVersion, versionView } from './fields'

const { shape } = clientVersionRuleSchema
const fields = {
  clientName: shape.clientName.meta({ description: 'As the log shows it, for example claude-code' }),
  minVersion: shape.minVersion.meta({ description: 'For example 2.0.1' }),
  action: shape.action.meta({ description: 'warn: by a header of the answer; block: with 403' }),
  enabled,
}

export const clientRuleCreateInput = z.object({ ...fields, enabled: enabled.default(true) })
export type ClientRuleCreateInput = z.input<typeof clientRuleCreateInput>

/** An absent field stays as it is. */
export const clientRuleUpdateInput = z.object(fields).partial().extend({ id, version: seenVersion })

export const clientRuleView = z
  .object({
    id: z.string(),
    clientName: z.string(),
    minVersion: z.string(),
    action: z.enum(CLIENT_ACTIONS),
    enabled: z.boolean(),
    version: versionView,
  })
  .meta({ id: 'ClientVersionRule' })
export type ClientRuleView = z.output<typeof clientRuleView>

export const clientSeenView = z.object({
  clientName: z.string().meta({ description: 'Empty when it did not say' }),
  clientVersion: z.string(),
  requests: z.number(),
  lastSeenAt: isoTime,
  users: z.array(z.object({ id: z.string(), name: z.string() })),
  outdated: z.boolean().meta({ description: 'Below the least version of its rule' }),
})
export type ClientSeenView = z.output<typeof clientSeenView>

export const toClientSeenView = ({ lastSeenAt, ...seen }: ClientVersionSeen): ClientSeenView => ({
  ...seen,
  lastSeenAt: toIso(lastSeenAt),
})
