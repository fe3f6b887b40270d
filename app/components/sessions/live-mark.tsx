import { useTranslation } from 'react-i18next'
import { Badge } from '#app/components/ui/badge'

/** Whether the page follows by itself. */
export function LiveMark({ live }: { live: boolean }) {
  const { t } = useTranslation('sessions')
  return (
    <Badge tone={live ? 'ok' : 'neutral'}>
      <span
        aria-hidden
        className={`me-1.5 inline-block size-1.5 rounded-full align-middle ${live ? 'bg-ok' : 'bg-ink-faint'}`}
      />
      {t(live ? 'following' : 'snapshot')}
    </Badge>
  )
}
