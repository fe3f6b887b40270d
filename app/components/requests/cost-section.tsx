import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { pricePath } from '#app/components/prices/price-paths'
import { Section } from '#app/components/ui/section'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { ItemizedCostView } from '#server/trpc/schemas/cost'

type Details = NonNullable<ItemizedCostView['details']>

interface CostSectionProps {
  /** Null where no price was known, or when the hub could not say. */
  details: Details | null
  costUsd: string | null
}

/** How the cost was computed: tokens times rates, times the provider's multiplier. */
export function CostSection({ details, costUsd }: CostSectionProps) {
  const { t } = useTranslation('requests')
  const format = useFormat()
  return (
    <Section title={t('cost.title')} className="mt-8">
      {details === null ? (
        <p className="text-sm text-ink-muted">{t(costUsd === null ? 'cost.noPrice' : 'cost.unknown')}</p>
      ) : (
        <>
          <CostTable details={details} costUsd={costUsd} />
          <p className="mt-2 text-xs text-ink-muted">
            <Link to={pricePath(details.price.model)} className="rounded text-accent hover:underline">
              {t('cost.price', { model: details.price.model })}
            </Link>
            {` · ${t('cost.since', { date: format.utcDate(details.price.validFrom) })}`}
            {details.tier !== null && ` · ${t('cost.tier', { tier: details.tier })}`}
            {details.aboveTokens !== null &&
              ` · ${t('cost.long', { tokens: format.number(details.aboveTokens) })}`}
          </p>
        </>
      )}
    </Section>
  )
}

function CostTable({ details, costUsd }: { details: Details; costUsd: string | null }) {
  const { t } = useTranslation('requests')
  const format = useFormat()
  const { lines, costMultiplier, otherUsd } = details
  const head = (
    <>
      <HeadCell>{t('cost.column.tokens')}</HeadCell>
      <HeadCell numeric>{t('cost.column.count')}</HeadCell>
      <HeadCell numeric>{t('cost.column.rate')}</HeadCell>
      <HeadCell numeric>{t('cost.column.usd')}</HeadCell>
    </>
  )
  return (
    <Table caption={t('cost.title')} head={head}>
      {lines.map(({ bucket, tokens, usdPerMillion, usd }) => (
        <tr key={bucket}>
          <Cell>{t(bucket === 'reasoning' ? 'cost.reasoning' : `bucket.${bucket}`)}</Cell>
          <Cell numeric>{format.number(tokens)}</Cell>
          <Cell numeric>{format.usd(usdPerMillion)}</Cell>
          <Cell numeric>{format.usd(usd)}</Cell>
        </tr>
      ))}
      {costMultiplier !== '1' && (
        <SumRow label={t('cost.multiplier')} value={`× ${format.number(Number(costMultiplier))}`} />
      )}
      {otherUsd !== '0' && <SumRow label={t('cost.other')} value={format.usd(otherUsd)} />}
      <SumRow label={t('detail.cost')} value={format.usd(costUsd ?? details.costUsd)} strong />
    </Table>
  )
}

const SumRow = ({ label, value, strong }: { label: string; value: string; strong?: boolean }) => (
  <tr className={strong ? 'font-semibold' : undefined}>
    <Cell colSpan={3}>{label}</Cell>
    <Cell numeric>{value}</Cell>
  </tr>
)
