import { useTranslation } from 'react-i18next'
import { BarChart } from '#app/components/ui/bar-chart'
import { sumAt, type ChartData, type ChartSeries } from '#app/components/ui/chart-series'
import { Disclosure } from '#app/components/ui/disclosure'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { StatisticsView } from '#server/trpc/schemas/statistics'
import { valueOf, writeValue } from './measures'
import type { Bucket, Dimension, Measure } from './statistics-query'
import { useSubjectWords } from './use-subject-words'

/** From the first layer of a bar to the last. Those that share a colour with their neighbour are never beside each other. */
const COLOURS = ['chart-1', 'chart-2', 'chart-3', 'chart-4', 'chart-5'] as const
const REST = 'chart-rest'

interface UsageChartProps {
  statistics: StatisticsView
  by: Dimension
  bucket: Bucket
  measure: Measure
}

/** Stacked bars, a legend, and the same figures as a table: nothing is told by colour alone. */
export function UsageChart({ statistics, by, bucket, measure }: UsageChartProps) {
  const { t } = useTranslation('statistics')
  const format = useFormat()
  const series = useSeries(statistics, by, measure)
  const titleOf = useBucketWords(bucket)
  const bars = statistics.bucketStarts.map((start) => ({ key: start, title: titleOf(start) }))
  const write = (value: number) => writeValue(format, measure, value)
  const heights = bars.map((_, at) => sumAt(series, at))
  const [total, most] = [heights.reduce((sum, height) => sum + height, 0), Math.max(0, ...heights)]
  const data = { bars, series, write, whole: measure !== 'cost' }
  return (
    <div className="space-y-3">
      <BarChart
        {...data}
        summary={t(`chart.summary.${measure}`, { total: write(total), most: write(most) })}
        legend={by !== 'none'}
      />
      <Disclosure title={t('chart.table')}>
        <PointTable {...data} />
      </Disclosure>
    </div>
  )
}

function useSeries(
  { subjects, others, total }: StatisticsView,
  by: Dimension,
  measure: Measure,
): ChartSeries[] {
  const { t } = useTranslation('statistics')
  const words = useSubjectWords(by)
  const valuesOf = ({ points }: StatisticsView['total']) => points.map(valueOf[measure])
  if (by === 'none') return [{ key: 'total', name: t('total'), colour: 'chart-1', values: valuesOf(total) }]
  const named = subjects.map((subject, index): ChartSeries => ({
    key: subject.id,
    name: words.fullName(subject),
    colour: COLOURS[index] ?? REST,
    values: valuesOf(subject),
  }))
  if (!others) return named
  return [...named, { key: 'others', name: t('others'), colour: REST, values: valuesOf(others) }]
}

function useBucketWords(bucket: Bucket): (iso: string) => string {
  const { t } = useTranslation('statistics')
  const format = useFormat()
  return (iso) => {
    if (bucket === 'hour') return t('chart.hour', { day: format.day(iso), time: format.minute(iso) })
    if (bucket === 'day') return format.day(iso)
    return bucket === 'week' ? t('chart.week', { day: format.day(iso) }) : format.month(iso)
  }
}

/** On a phone the layers of a bar stand below its time. */
function PointTable({ bars, series, write }: ChartData) {
  const { t } = useTranslation('statistics')
  const format = useFormat()
  const several = series.length > 1
  const busy = bars
    .map(({ key, title }, at) => ({ key, title, at, height: sumAt(series, at) }))
    .filter(({ height }) => height > 0)
  const head = (
    <>
      <HeadCell>{t('chart.time')}</HeadCell>
      {several &&
        series.map(({ key, name }) => (
          <HeadCell key={key} numeric from="lg">
            <span className="inline-block max-w-28 truncate align-bottom">{name}</span>
          </HeadCell>
        ))}
      <HeadCell numeric>{t('total')}</HeadCell>
    </>
  )
  return (
    <Table caption={t('chart.table')} head={head}>
      {busy.toReversed().map(({ key: start, title, at, height }) => (
        <tr key={start}>
          <Cell>
            <time dateTime={start}>{title}</time>
            {several && (
              <span className="block text-xs text-ink-muted lg:hidden">
                {format.list(
                  series.flatMap(({ name, values }) => {
                    const value = values[at] ?? 0
                    return value > 0 ? [`${name} ${write(value)}`] : []
                  }),
                )}
              </span>
            )}
          </Cell>
          {several &&
            series.map(({ key, values }) => {
              const value = values[at] ?? 0
              return (
                <Cell key={key} numeric from="lg">
                  {value > 0 ? write(value) : <span className="text-ink-faint">–</span>}
                </Cell>
              )
            })}
          <Cell numeric>{write(height)}</Cell>
        </tr>
      ))}
    </Table>
  )
}
