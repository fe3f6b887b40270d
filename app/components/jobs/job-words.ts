import type { Tone } from '#app/components/ui/badge'
import type { JobView } from '#server/trpc/schemas/job'

/** Names of the kinds among the texts. */
export const KIND_KEYS = {
  'logs.export': 'kind.logExport',
  'prices.sync': 'kind.priceSync',
  'prices.recompute': 'kind.costRecompute',
} as const satisfies Record<JobView['kind'], string>

export const STATUS_TONES: Record<JobView['status'], Tone> = {
  queued: 'neutral',
  running: 'accent',
  done: 'ok',
  failed: 'danger',
  cancelled: 'warn',
}

export const isOpen = ({ status }: Pick<JobView, 'status'>): boolean =>
  status === 'queued' || status === 'running'

export const jobFilePath = (id: string): string => `/api/actions/jobs/${id}/file`
