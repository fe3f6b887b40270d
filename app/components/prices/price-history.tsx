import { useTranslation } from 'react-i18next'
import { Badge } from '#app/components/ui/badge'
import { ConfirmLink } from '#app/components/ui/confirm-link'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { PriceDetailView, PriceVersionView } from '#server/trpc/schemas/price'
import { SourceBadge } from './price-table'

interface PriceHistoryProps {
  detail: PriceDetailView
  /** ISO time at which the page was made. */
  now: string
}

export function PriceHistory({ detail: { history, current }, now }: PriceHistoryProps) {
  const { t } = useTranslation('prices')
  const head = (
    <>
      <HeadCell>{t('column.validFrom')}</HeadCell>
      <HeadCell from="sm">{t('column.source')}</HeadCell>
      <HeadCell numeric>{t('rate.input')}</HeadCell>
      <HeadCell numeric>{t('rate.output')}</HeadCell>
      <HeadCell from="sm">
        <span className="sr-only">{t('column.actions')}</span>
      </HeadCell>
    </>
  )
  return (
    <Table caption={t('history')} head={head}>
      {history.map((version) => (
        <VersionRow
          key={version.id}
          version={version}
          inForce={version.id === current?.id}
          planned={version.validFrom > now}
        />
      ))}
    </Table>
  )
}

function VersionRow({
  version,
  inForce,
  planned,
}: {
  version: PriceVersionView
  inForce: boolean
  planned: boolean
}) {
  const { t } = useTranslation('prices')
  const format = useFormat()
  const { source, validFrom, prices } = version
  return (
    <tr>
      <Cell className="py-2">
        <span className="flex flex-wrap items-center gap-2">
          <time dateTime={validFrom}>{format.fullDateTime(validFrom)}</time>
          {inForce && <Badge tone="ok">{t('inForce')}</Badge>}
          {planned && <Badge tone="warn">{t('planned')}</Badge>}
          <span className="sm:hidden">
            <SourceBadge source={source} />
          </span>
        </span>
        {planned && <CancelPlanned version={version} className="mt-1 sm:hidden" />}
      </Cell>
      <Cell from="sm">
        <SourceBadge source={source} />
      </Cell>
      {prices ? (
        <>
          <Cell numeric>{format.usd(prices.rates.input ?? '0')}</Cell>
          <Cell numeric>{format.usd(prices.rates.output ?? '0')}</Cell>
        </>
      ) : (
        <Cell numeric colSpan={2} className="text-ink-muted">
          {t('ended')}
        </Cell>
      )}
      <Cell from="sm" className="text-end">
        {planned && <CancelPlanned version={version} />}
      </Cell>
    </tr>
  )
}

function CancelPlanned({
  version: { id, model },
  className,
}: {
  version: PriceVersionView
  className?: string
}) {
  const { t } = useTranslation('prices')
  return (
    <ConfirmLink
      to={`/prices/planned/${id}/cancel?model=${encodeURIComponent(model)}`}
      title={t('cancel.title', { model })}
      description={t('cancel.text')}
      confirmLabel={t('cancel.confirm')}
      className={className}
    >
      {t('cancel.action')}
    </ConfirmLink>
  )
}
