import { useTranslation } from 'react-i18next'
import { ConfirmPage } from '#app/components/confirm-page'

/** What a soft reset of limits means, and whether it is wanted. */
export function ConfirmReset({ name, cancelTo }: { name: string; cancelTo: string }) {
  const { t } = useTranslation('users')
  return (
    <ConfirmPage
      title={t('quota.reset.title', { name })}
      description={t('quota.reset.text')}
      confirmLabel={t('quota.reset.confirm')}
      cancelTo={cancelTo}
    />
  )
}
