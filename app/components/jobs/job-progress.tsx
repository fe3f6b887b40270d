import { useTranslation } from 'react-i18next'
import { Badge } from '#app/components/ui/badge'
import { useFormat } from '#app/lib/use-format'
import type { JobView } from '#server/trpc/schemas/job'
import { isOpen, KIND_KEYS, STATUS_TONES } from './job-words'

/** How far a job is, in a bar while it is at work and in numbers always. */
export function JobProgress({ job }: { job: JobView }) {
  const { t } = useTranslation('jobs')
  const format = useFormat()
  const { kind, status, done, total } = job
  if (status === 'queued' || (done === 0 && !isOpen(job))) return <span className="text-ink-faint">–</span>
  const amount = format.number(done)
  const far =
    total === null
      ? t('progress.sofar', { done: amount })
      : t('progress.of', { done: amount, total: format.number(total) })
  const said = isOpen(job) ? far : amount
  return (
    <span className="flex min-w-0 flex-col gap-1">
      {status === 'running' && (
        <progress
          aria-label={t('progress.label', { job: t(KIND_KEYS[kind]) })}
          {...(total !== null && total > 0 && { value: done, max: total })}
          className="h-1.5 w-full min-w-16 appearance-none overflow-hidden rounded bg-sunken [&::-moz-progress-bar]:bg-accent-solid [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent-solid"
        />
      )}
      <span className="whitespace-nowrap text-xs text-ink-muted">{said}</span>
    </span>
  )
}

export function JobState({ job: { status, cancelRequested } }: { job: JobView }) {
  const { t } = useTranslation('jobs')
  return (
    <Badge tone={STATUS_TONES[status]}>{t(cancelRequested ? 'status.ending' : `status.${status}`)}</Badge>
  )
}
