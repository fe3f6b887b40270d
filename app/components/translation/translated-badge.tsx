import { Languages } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Badge } from '#app/components/ui/badge'
import type { Dialect } from '#server/domain/dialect'

interface TranslatedBadgeProps {
  from: Dialect
  to: Dialect
}

/** Says that a request went, or would go, to a provider in another protocol than its own. */
export function TranslatedBadge({ from, to }: TranslatedBadgeProps) {
  const { t } = useTranslation('translate')
  return (
    <span title={useTitle({ from, to })} className="inline-flex">
      <Badge tone="accent">{t('wording.translated')}</Badge>
    </span>
  )
}

/** The same as a sign, where there is no room for a word. */
export function TranslatedMark({ from, to }: TranslatedBadgeProps) {
  const title = useTitle({ from, to })
  return (
    // Above the link that covers a whole row, or nobody would see the title.
    <span title={title} className="relative inline-flex align-top">
      <Badge tone="accent">
        <Languages aria-hidden className="my-1 size-3" />
        <span className="sr-only">{title}</span>
      </Badge>
    </span>
  )
}

function useTitle({ from, to }: TranslatedBadgeProps): string {
  const { t } = useTranslation(['translate', 'requests'])
  return t('translate:wording.title', {
    from: t(`requests:dialect.${from}`),
    to: t(`requests:dialect.${to}`),
  })
}
