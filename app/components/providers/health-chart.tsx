import { useTranslation } from 'react-i18next'
import { BarChart } from '#app/components/ui/bar-chart'
import { Disclosure } from '#app/components/ui/disclosure'
import { Panel, Section } from '#app/components/ui/section'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { ProviderHealthView } from '#server/trpc/schemas/provider-health'

type Minute = ProviderHealthView['minutes'][number]

/** Answered calls above the line, failed ones below: told apart by their place, colour only repeats it. */
export function HealthChart({ minutes }: { minutes: Minute[] }) {
  const { t } = useTranslation('providers')
  const busy = minutes.filter(({ succeeded, failed }) => succeeded + failed > 0)
  return (
    <Section title={t('health.chart.title')} description={t('health.chart.text')}>
      {busy.length === 0 ? (
        <Panel className="px-4 py-8 text-center text-sm text-ink-muted">{t('health.chart.quiet')}</Panel>
      ) : (
        <div className="space-y-3">
          <Bars minutes={minutes} />
          <Disclosure title={t('health.chart.table')}>
            <MinuteTable minutes={busy.toReversed()} />
          </Disclosure>
        </div>
      )}
    </Section>
  )
}

function Bars({ minutes }: { minutes: Minute[] }) {
  const { t } = useTranslation('providers')
  const format = useFormat()
  const [up, down] = [minutes.map(({ succeeded }) => succeeded), minutes.map(({ failed }) => failed)]
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
  return (
    <BarChart
      bars={minutes.map(({ minute }) => ({ key: minute, title: format.minute(minute) }))}
      series={[
        { key: 'succeeded', name: t('health.chart.column.succeeded'), colour: 'ok', values: up },
        { key: 'failed', name: t('health.chart.column.failed'), colour: 'danger', values: down, below: true },
      ]}
      write={(value) => format.number(value)}
      whole
      summary={t('health.chart.label', {
        succeeded: format.number(sum(up)),
        failed: format.number(sum(down)),
        max: format.number(Math.max(0, ...minutes.map(({ succeeded, failed }) => succeeded + failed))),
      })}
      legend
    />
  )
}

function MinuteTable({ minutes }: { minutes: Minute[] }) {
  const { t } = useTranslation('providers')
  const format = useFormat()
  const head = (
    <>
      <HeadCell>{t('health.chart.column.minute')}</HeadCell>
      <HeadCell numeric>{t('health.chart.column.succeeded')}</HeadCell>
      <HeadCell numeric>{t('health.chart.column.failed')}</HeadCell>
    </>
  )
  return (
    <Table caption={t('health.chart.title')} head={head}>
      {minutes.map(({ minute, succeeded, failed }) => (
        <tr key={minute}>
          <Cell>
            <time dateTime={minute}>{format.minute(minute)}</time>
          </Cell>
          <Cell numeric>{format.number(succeeded)}</Cell>
          <Cell numeric>{format.number(failed)}</Cell>
        </tr>
      ))}
    </Table>
  )
}
