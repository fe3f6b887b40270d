import { useTranslation } from 'react-i18next'
import { DetailList } from '#app/components/ui/detail-list'
import { Section } from '#app/components/ui/section'
import { useFormat } from '#app/lib/use-format'
import type { LogView } from '#server/trpc/schemas/log'
import { inputTokens } from './token-sums'

const BUCKETS = ['input', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h', 'output'] as const

type TokenListProps = Pick<LogView, 'usage' | 'estimated' | 'costUsd'>

export function TokenList({ usage, estimated, costUsd }: TokenListProps) {
  const { t } = useTranslation('requests')
  const format = useFormat()
  const total = format.number(inputTokens(usage) + usage.output)
  const details = [
    ...BUCKETS.map((bucket) => ({ label: t(`bucket.${bucket}`), value: format.number(usage[bucket]) })),
    {
      label: t('bucket.reasoning'),
      value: <span className="text-ink-muted">{format.number(usage.reasoning)}</span>,
    },
    { label: t('detail.sum'), value: <span className="font-semibold">{total}</span> },
    ...(costUsd === null ? [] : [{ label: t('detail.cost'), value: format.usd(costUsd) }]),
  ]
  return (
    <Section title={t('detail.tokens')} {...(estimated && { description: t('detail.tokensEstimated') })}>
      <DetailList details={details} numeric />
    </Section>
  )
}
