import { createLiveRequests } from '#server/gateway/accounting/live-requests'
import type { LiveRequests } from '#server/gateway/accounting/live-requests'
import { systemClock } from '#server/platform/clock'
import { createLiveInstances } from '#server/services/live-instances'
import type { LiveInstances } from '#server/services/live-instances'
import type { ConfigSnapshotSource } from '#server/stores/config-snapshot'
import type { SharedState } from '#server/stores/shared-state'

/** What is under way here, and in all instances; this one answers the others from now on. */
export function openLive(ground: {
  state: Pick<SharedState, 'ask' | 'onAsk'>
  config: Pick<ConfigSnapshotSource, 'current'>
}): { requests: LiveRequests; instances: LiveInstances } {
  const { state, config } = ground
  const requests = createLiveRequests()
  const instances = createLiveInstances({
    state,
    own: {
      report: () => requests.report(systemClock.nowMs(), config.current),
      terminate: (session) => requests.terminate(session),
      preview: (requestId, open) => requests.preview(requestId, open),
    },
  })
  return { requests, instances }
}
