import { useTranslation } from 'react-i18next'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { PriceView } from '#server/trpc/schemas/price'
import { RATES } from './price-form-values'

/** What is billed by service tier and length of the prompt; what the table left out is marked. */
export function RateTable({ price: { billed } }: { price: PriceView }) {
  const { t } = useTranslation('prices')
  const format = useFormat()
  const columns = billed.map(({ tier, aboveTokens, rates, derived }) => {
    const name = tier === '' ? t('standard') : tier
    const length = t('above', { tokens: format.number(aboveTokens) })
    return { name, length: aboveTokens === 0 ? null : length, key: `${tier} ${aboveTokens}`, rates, derived }
  })
  const head = (
    <>
      <HeadCell>{t('column.rate')}</HeadCell>
      {columns.map(({ key, name, length }) => (
        <HeadCell key={key} numeric className="h-auto py-2">
          {name}
          {length !== null && <span className="block font-normal">{length}</span>}
        </HeadCell>
      ))}
    </>
  )
  return (
    <Table caption={t('rates')} head={head}>
      {RATES.map((rate) => (
        <tr key={rate}>
          <Cell>{t(`rate.${rate}`)}</Cell>
          {columns.map(({ key, rates, derived }) => (
            <Cell key={key} numeric>
              {format.usd(rates[rate])}
              {derived.includes(rate) && <span className="block text-xs text-ink-muted">{t('derived')}</span>}
            </Cell>
          ))}
        </tr>
      ))}
    </Table>
  )
}
