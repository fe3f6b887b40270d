import { syncFailedEvent } from '#server/domain/make-events'
import type { FetchPriceTable } from './fetch-price-table'
import type { HubEvents } from './hub-events'
import { ServiceError } from './service-error'

/** A table of prices that cannot be had is an event; that somebody no longer wants it is none. */
export function tellSyncFailures(
  fetchTable: FetchPriceTable,
  options: { events: Pick<HubEvents, 'raise'>; nowMs: () => number },
): FetchPriceTable {
  return (url, signal) =>
    fetchTable(url, signal).catch((error: unknown) => {
      const issue = error instanceof ServiceError ? error.issues[0] : undefined
      if (issue && !signal?.aborted)
        options.events.raise(syncFailedEvent(`${sentence(issue.message)}.`, options.nowMs()))
      throw error
    })
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
