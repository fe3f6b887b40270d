import { describeChange } from '#server/domain/describe-change'
import type { Page } from '#server/domain/page'
import type { AuditScope } from '#server/stores/audit-scope'
import type {
  AuditFilter,
  AuditLogStore,
  AuditRecord,
  AuditVerdict,
  PageRequest,
} from '#server/stores/interfaces'
import { ServiceError } from './service-error'

export interface AuditService {
  /** The newest first. */
  list(filter: AuditFilter, page: PageRequest): Promise<Page<AuditRecord>>
  /** @throws ServiceError not_found */
  get(id: string): Promise<AuditRecord>
  /** Looks through the whole chain: whether each entry is as it was written, and follows from the one before. */
  verify(): Promise<AuditVerdict>
  /** Write down that something is about to be done that no store writes. What cannot be written down is not done.
   * @throws StoreError unavailable */
  noteAsked(asked: AuditScope & { input: unknown }): Promise<void>
}

export function createAuditService(options: { auditLogs: AuditLogStore; nowMs: () => number }): AuditService {
  const { auditLogs, nowMs } = options
  return {
    list: (filter, page) => auditLogs.list(filter, page),
    async get(id) {
      const entry = await auditLogs.get(id)
      if (!entry) throw ServiceError.notFound('audit entry', id)
      return entry
    },
    verify: () => auditLogs.verify(),
    async noteAsked({ actor, action, ip, input }) {
      const asked = typeof input === 'object' && input !== null ? input : {}
      const [targetType = action] = action.split('.')
      const targetId = 'id' in asked && typeof asked.id === 'string' ? asked.id : null
      const changes = describeChange(null, asked)
      await auditLogs.append([{ actor, action, targetType, targetId, changes, ip, at: new Date(nowMs()) }])
    },
  }
}
