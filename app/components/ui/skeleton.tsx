import { useTranslation } from 'react-i18next'
import { classNames } from './class-names'

/** Holds the place of what arrives late, at the size that `className` gives it, so that nothing moves when it is there. */
export function Skeleton({ className }: { className: string }) {
  const { t } = useTranslation()
  return (
    <div aria-busy className={classNames('rounded bg-sunken motion-safe:animate-pulse', className)}>
      <span className="sr-only">{t('state.loading')}</span>
    </div>
  )
}
