import { Link } from '@remix-run/react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTell, type ShortNotice } from '#app/components/toasts/toasts'
import { useLive } from '#app/lib/use-live'
import type { JobView } from '#server/trpc/schemas/job'
import { isOpen, KIND_KEYS } from './job-words'

/** Tells of jobs that end, wherever their reader is by then. Only while there are some a connection is open.
 * @param open ids of those that were at work, or waited, when the page was read */
export function JobToasts({ open }: { open: readonly string[] }) {
  const [seen, setSeen] = useState(open)
  const [awaited, setAwaited] = useState(open)
  if (seen !== open) {
    setSeen(open)
    setAwaited([...new Set([...awaited, ...open])])
  }
  if (awaited.length === 0) return null
  const told = (ids: readonly string[]) => {
    setAwaited((known) => known.filter((id) => !ids.includes(id)))
  }
  return <FollowJobs awaited={awaited} onTold={told} />
}

/** Nothing is shown before there is something to tell. */
const NOTHING: { items: JobView[] } = { items: [] }

function FollowJobs({
  awaited,
  onTold,
}: {
  awaited: readonly string[]
  onTold: (ids: readonly string[]) => void
}) {
  const { t } = useTranslation('jobs')
  const tell = useTell()
  const { value } = useLive('jobs.live', {}, NOTHING)
  useEffect(() => {
    const ended = value.items.filter((job) => !isOpen(job) && awaited.includes(job.id))
    if (ended.length === 0) return
    for (const { id, kind, status } of ended) {
      const name = t(KIND_KEYS[kind])
      tell({
        id,
        tone: TONES[status] ?? 'ok',
        text: t('toast.ended', { job: name, status: t(`status.${status}`) }),
        own: false,
        action: {
          element: (
            <Link
              to={`/jobs/${id}`}
              className="inline-flex min-h-8 shrink-0 items-center rounded px-2 text-accent hover:bg-hover max-lg:min-h-10"
            >
              {t('toast.show')}
            </Link>
          ),
          altText: t('toast.showOf', { job: name }),
        },
      })
    }
    onTold(ended.map(({ id }) => id))
  }, [value, awaited, onTold, tell, t])
  return null
}

const TONES: Partial<Record<JobView['status'], ShortNotice['tone']>> = { failed: 'danger', cancelled: 'warn' }
