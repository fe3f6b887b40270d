import { useTranslation } from 'react-i18next'
import { formatAgo } from '#app/lib/format-ago'
import { useFormat } from '#app/lib/use-format'

/** How long ago; the title says when. */
export function LastUsed({ at }: { at: string | null }) {
  const { t, i18n } = useTranslation('users')
  const format = useFormat()
  if (at === null) return <span className="text-ink-muted">{t('keys.neverUsed')}</span>
  return (
    // The browser's clock is later than the server's.
    <time dateTime={at} title={format.fullDateTime(at)} suppressHydrationWarning>
      {formatAgo(i18n.language, at, Date.now())}
    </time>
  )
}
