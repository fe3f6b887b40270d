import { useTranslation } from 'react-i18next'

/** Many lines in, one out: the hub. */
export function Brand() {
  const { t } = useTranslation()
  return (
    <span className="inline-flex items-center gap-2 text-sm font-semibold tracking-tight">
      <svg aria-hidden viewBox="0 0 20 20" className="size-5 shrink-0" fill="none">
        <rect width="20" height="20" rx="5" className="fill-accent-solid" />
        <path
          d="M4.5 5.5h2.2c1.4 0 2.1 4.5 3.8 4.5M4.5 10h11M4.5 14.5h2.2c1.4 0 2.1-4.5 3.8-4.5"
          className="stroke-accent-on"
          strokeWidth="1.6"
          strokeLinecap="round"
        />
      </svg>
      {t('app.name')}
    </span>
  )
}
