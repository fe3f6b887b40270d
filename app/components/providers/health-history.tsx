import { useTranslation } from 'react-i18next'
import { useRoutingWords } from '#app/components/routing/use-routing-words'
import { Badge, type Tone } from '#app/components/ui/badge'
import { Pagination } from '#app/components/ui/pagination'
import { Panel, Section } from '#app/components/ui/section'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { HealthHistoryView } from '#server/trpc/schemas/provider-health'

interface HealthHistoryProps {
  events: HealthHistoryView[]
  nextCursor: string | null
}

export function HealthHistory({ events, nextCursor }: HealthHistoryProps) {
  const { t } = useTranslation('providers')
  const head = (
    <>
      <HeadCell>{t('health.history.column.time')}</HeadCell>
      <HeadCell>{t('health.history.column.event')}</HeadCell>
      <HeadCell from="sm">{t('health.history.column.detail')}</HeadCell>
      <HeadCell from="sm" numeric>
        {t('health.history.column.latency')}
      </HeadCell>
    </>
  )
  return (
    <Section title={t('health.history.title')}>
      {events.length === 0 ? (
        <Panel className="px-4 py-8 text-center text-sm text-ink-muted">{t('health.history.empty')}</Panel>
      ) : (
        <>
          <Table caption={t('health.history.title')} head={head}>
            {events.map((event) => (
              <EventRow key={event.id} event={event} />
            ))}
          </Table>
          <Pagination nextCursor={nextCursor} />
        </>
      )}
    </Section>
  )
}

const TONE: Record<HealthHistoryView['event'], Tone> = {
  opened: 'danger',
  half_opened: 'warn',
  closed: 'ok',
  cooldown: 'warn',
  quarantined: 'danger',
  quarantine_lifted: 'ok',
  model_cooldown: 'warn',
  reset: 'accent',
  test_passed: 'ok',
  test_failed: 'danger',
}

function EventRow({ event: { at, event, detail, latencyMs } }: { event: HealthHistoryView }) {
  const { t } = useTranslation('providers')
  const format = useFormat()
  const words = useRoutingWords()
  const said = detail === null ? null : words.outcome(detail)
  return (
    <tr>
      <Cell className="whitespace-nowrap">
        <time dateTime={at}>{format.dateTime(at)}</time>
      </Cell>
      <Cell>
        <Badge tone={TONE[event]}>{t(`health.event.${event}`)}</Badge>
        {said !== null && (
          <span className="mt-0.5 block break-words text-xs text-ink-muted sm:hidden" dir="auto">
            {said}
          </span>
        )}
      </Cell>
      <Cell from="sm" className="w-full break-words" dir="auto">
        {said ?? <span className="text-ink-faint">–</span>}
      </Cell>
      <Cell from="sm" numeric>
        {latencyMs === null ? <span className="text-ink-faint">–</span> : format.duration(latencyMs)}
      </Cell>
    </tr>
  )
}
