import { z } from 'zod'
import type { AuditRecord } from '#server/stores/interfaces'
import { filterText, isoTime, pageFields, time, toIso } from './fields'

export const auditListInput = z.object({
  ...pageFields,
  targetType: filterText.meta({ description: 'Kind of thing, for example user' }).optional(),
  targetId: filterText.optional(),
  action: filterText
    .meta({ description: 'Name of a procedure, or the beginning of one with its dot: users.' })
    .optional(),
  actor: filterText.meta({ description: 'admin-token, hub, or key: and an id' }).optional(),
  from: time.optional(),
  to: time.optional(),
})

export const auditView = z
  .object({
    id: z.string(),
    sequence: z.number().meta({ description: '1, 2, 3 and so on without a gap' }),
    actor: z.string(),
    action: z.string(),
    targetType: z.string(),
    targetId: z.string().nullable(),
    changes: z.record(z.string(), z.json()).meta({
      description: 'By field: what it was (`from`) and what it is (`to`). Secrets are hidden.',
    }),
    ip: z.string().nullable(),
    at: isoTime,
    hash: z.string().meta({ description: 'SHA-256 over this entry and the hash of the one before' }),
  })
  .meta({ id: 'AuditEntry' })
export type AuditView = z.output<typeof auditView>

export const toAuditView = ({ at, changes, ...entry }: AuditRecord): AuditView => ({
  ...entry,
  changes: { ...changes },
  at: toIso(at),
})

export const auditVerdictView = z.object({
  entries: z.number().meta({ description: 'Entries that are as they were written, from the first on' }),
  head: z.object({ sequence: z.number(), hash: z.string() }).meta({
    description: 'The last entry. Kept elsewhere, it proves later that the whole log was not written anew.',
  }),
  fault: z
    .object({ sequence: z.number(), problem: z.string() })
    .nullable()
    .meta({ description: 'The first entry that is not; null when all are' }),
})
