import { randomUUID } from 'node:crypto'
import { systemClock } from '#server/platform/clock'
import type { Logger } from '#server/platform/logger'
import type { HubEvents } from '#server/services/hub-events'
import { createJobRunner } from '#server/services/jobs/job-runner'
import type { JobRunner } from '#server/services/jobs/job-runner'
import type { ConfigSnapshotSource } from '#server/stores/config-snapshot'
import type { Stores } from '#server/stores/interfaces'

/** Works on long jobs, as every instance does. */
export function openJobs(options: {
  stores: Stores
  config: Pick<ConfigSnapshotSource, 'current'>
  events: Pick<HubEvents, 'raise'>
  /** No other instance works on this database. */
  alone: boolean
  log: Pick<Logger, 'info' | 'warn'>
}): JobRunner {
  const { stores, config, events, alone, log } = options
  const nowMs = () => systemClock.nowMs()
  return createJobRunner({
    store: stores.jobs,
    // What most processes never need does not make them start later.
    loadWorks: async () => {
      const [{ createJobWorks }, { createFetchPriceTable }, { tellSyncFailures }] = await Promise.all([
        import('#server/services/jobs/create-job-works'),
        import('#server/services/fetch-price-table'),
        import('#server/services/tell-sync-failures'),
      ])
      const fetchTable = tellSyncFailures(createFetchPriceTable(), { events, nowMs })
      return createJobWorks({ stores, fetchTable, settings: () => config.current.settings, nowMs })
    },
    holder: randomUUID(),
    ...{ alone, nowMs, log },
  })
}
