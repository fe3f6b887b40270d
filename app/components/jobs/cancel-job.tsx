import { useTranslation } from 'react-i18next'
import { ConfirmLink } from '#app/components/ui/confirm-link'
import type { JobView } from '#server/trpc/schemas/job'
import { isOpen, KIND_KEYS } from './job-words'

export function CancelJob({ job }: { job: JobView }) {
  const { t } = useTranslation('jobs')
  if (!isOpen(job) || job.cancelRequested) return null
  return (
    <ConfirmLink
      to={`/jobs/${job.id}/cancel`}
      title={t('cancel.title')}
      description={t('cancel.text')}
      confirmLabel={t('cancel.confirm')}
      aria-label={`${t('cancel.action')}: ${t(KIND_KEYS[job.kind])}`}
    >
      {t('cancel.action')}
    </ConfirmLink>
  )
}
