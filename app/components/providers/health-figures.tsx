import { useTranslation } from 'react-i18next'
import { useRoutingWords } from '#app/components/routing/use-routing-words'
import { useFormat } from '#app/lib/use-format'
import type { ProviderHealthSummaryView } from '#server/trpc/schemas/provider-health'

export function ErrorRate({ rate: { calls, rate } }: { rate: ProviderHealthSummaryView['last5m'] }) {
  const { t } = useTranslation('providers')
  const format = useFormat()
  if (rate === null) return <span className="text-ink-faint">{t('health.noCalls')}</span>
  return <>{t('health.errorRateOf', { rate: format.percent(rate), calls: format.number(calls) })}</>
}

type LastFailureProps = Pick<ProviderHealthSummaryView, 'lastFailureAt' | 'lastError'>

/** When, and what it was. */
export function LastFailure({ lastFailureAt, lastError }: LastFailureProps) {
  const { t } = useTranslation('providers')
  const format = useFormat()
  const words = useRoutingWords()
  if (lastFailureAt === null) return <span className="text-ink-faint">{t('health.never')}</span>
  return (
    <>
      <time dateTime={lastFailureAt} className="whitespace-nowrap">
        {format.dateTime(lastFailureAt)}
      </time>
      {lastError !== null && <span className="block text-xs text-ink-muted">{words.outcome(lastError)}</span>}
    </>
  )
}
