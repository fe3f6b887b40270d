import { useNavigation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'

export function ProgressBar() {
  const { t } = useTranslation()
  const busy = useNavigation().state !== 'idle'
  return (
    <div role="status">
      {busy && (
        <div className="progress-bar fixed inset-x-0 top-0 z-50 h-0.5 overflow-hidden">
          <span className="block h-full w-1/4 bg-accent" />
          <span className="sr-only">{t('state.loading')}</span>
        </div>
      )}
    </div>
  )
}
