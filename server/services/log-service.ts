import type { Page } from '#server/domain/page'
import type { RequestLogEntry, RequestLogFilter } from '#server/domain/request-log'
import type { PageRequest, RequestLogStore } from '#server/stores/interfaces'
import { ServiceError } from './service-error'

/** FR-013, reading. */
export interface LogService {
  list(filter: RequestLogFilter, page: PageRequest): Promise<Page<RequestLogEntry>>
  /** @throws ServiceError not_found */
  get(id: string): Promise<RequestLogEntry>
}

export function createLogService(options: { requestLogs: RequestLogStore }): LogService {
  const { requestLogs } = options
  return {
    list: (filter, page) => requestLogs.list(filter, page),
    async get(id) {
      const entry = await requestLogs.get(id)
      if (!entry) throw ServiceError.notFound('request', id)
      return entry
    },
  }
}
