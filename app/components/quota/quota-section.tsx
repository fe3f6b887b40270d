import { useTranslation } from 'react-i18next'
import { ConfirmLink } from '#app/components/ui/confirm-link'
import { Section } from '#app/components/ui/section'
import { useFormat } from '#app/lib/use-format'
import type { QuotaView } from '#server/trpc/schemas/quota'
import { QuotaList } from './quota-list'

interface QuotaSectionProps {
  /** Whose it is. */
  name: string
  quota: QuotaView
  /** When an admin reset it last; ISO. */
  limitsResetAt: string | null
  /** The page that resets it. */
  resetTo: string
}

/** A quota as the admin sees it. */
export function QuotaSection({ name, quota, limitsResetAt, resetTo }: QuotaSectionProps) {
  const { t } = useTranslation('users')
  const format = useFormat()
  const since = limitsResetAt && t('quota.since', { time: format.fullDateTime(limitsResetAt) })
  const reset = (
    <ConfirmLink
      to={resetTo}
      title={t('quota.reset.title', { name })}
      description={t('quota.reset.text')}
      confirmLabel={t('quota.reset.confirm')}
    >
      {t('quota.reset.action')}
    </ConfirmLink>
  )
  return (
    <Section
      title={t('quota.title')}
      description={[t('quota.text'), since].filter(Boolean).join(' ')}
      actions={quota.limits.length > 0 && reset}
    >
      <QuotaList quota={quota} />
    </Section>
  )
}
