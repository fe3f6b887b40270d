import { useTranslation } from 'react-i18next'
import { Badge } from '#app/components/ui/badge'
import { useFormat } from '#app/lib/use-format'

export function Expiry({ at }: { at: string | null }) {
  const { t } = useTranslation('users')
  const format = useFormat()
  if (at === null) return <span className="text-ink-muted">{t('expiry.never')}</span>
  const day = format.utcDate(at)
  if (Date.parse(at) > Date.now()) return <time dateTime={at}>{day}</time>
  return <Badge tone="warn">{t('expiry.expired', { day })}</Badge>
}
