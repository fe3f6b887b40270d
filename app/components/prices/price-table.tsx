import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Badge, type Tone } from '#app/components/ui/badge'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { PriceView } from '#server/trpc/schemas/price'
import { pricePath } from './price-paths'

type Source = PriceView['source']
const TONE: Record<Source, Tone> = { manual: 'accent', litellm: 'neutral', seed: 'neutral' }

export function SourceBadge({ source }: { source: Source }) {
  const { t } = useTranslation('prices')
  return <Badge tone={TONE[source]}>{t(`source.${source}`)}</Badge>
}

/** What is billed in the standard tier, in USD per million tokens. */
export function PriceTable({ prices }: { prices: PriceView[] }) {
  const { t } = useTranslation('prices')
  const head = (
    <>
      <HeadCell>{t('column.model')}</HeadCell>
      <HeadCell numeric>{t('rate.input')}</HeadCell>
      <HeadCell numeric>{t('rate.output')}</HeadCell>
      <HeadCell numeric from="md">
        {t('rate.cacheRead')}
      </HeadCell>
      <HeadCell numeric from="xl">
        {t('rate.cacheWrite5m')}
      </HeadCell>
      <HeadCell from="lg">{t('column.source')}</HeadCell>
    </>
  )
  return (
    <Table caption={t('title')} head={head}>
      {prices.map((price) => (
        <PriceRow key={price.id} price={price} />
      ))}
    </Table>
  )
}

function PriceRow({ price: { model, source, billed, prices } }: { price: PriceView }) {
  const { t } = useTranslation('prices')
  const format = useFormat()
  const usd = (rate: 'input' | 'output' | 'cacheRead' | 'cacheWrite5m') =>
    format.usd(billed[0]?.rates[rate] ?? '0')
  const parts = [...Object.keys(prices.tiers), ...(prices.long.length > 0 ? [t('long')] : [])]
  return (
    <tr>
      <Cell>
        <Link to={pricePath(model)} className="break-all rounded py-0.5 font-medium hover:text-accent">
          {model}
        </Link>
        {parts.length > 0 && (
          <span className="block break-words text-xs text-ink-muted">{format.list(parts)}</span>
        )}
        <span className="block text-xs text-ink-muted lg:hidden">{t(`source.${source}`)}</span>
      </Cell>
      <Cell numeric>{usd('input')}</Cell>
      <Cell numeric>{usd('output')}</Cell>
      <Cell numeric from="md">
        {usd('cacheRead')}
      </Cell>
      <Cell numeric from="xl">
        {usd('cacheWrite5m')}
      </Cell>
      <Cell from="lg">
        <SourceBadge source={source} />
      </Cell>
    </tr>
  )
}
