import { useTranslation } from 'react-i18next'
import { classNames } from '#app/components/ui/class-names'
import { Disclosure } from '#app/components/ui/disclosure'
import { Panel } from '#app/components/ui/section'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { StatisticsView } from '#server/trpc/schemas/statistics'
import { valueOf, writeValue } from './measures'
import type { Bucket, Dimension, Measure } from './statistics-query'
import { useSubjectWords } from './use-subject-words'

/** From the first layer of a bar to the last. Those that share a colour with their neighbour are never beside each other. */
const FILLS = ['fill-chart-1', 'fill-chart-2', 'fill-chart-3', 'fill-chart-4', 'fill-chart-5']
const SWATCHES = ['bg-chart-1', 'bg-chart-2', 'bg-chart-3', 'bg-chart-4', 'bg-chart-5']
const REST = { fill: 'fill-chart-rest', swatch: 'bg-chart-rest' }
/** In units of the drawing, which is stretched to the width of the page. */
const HEIGHT = 100
const BAR_WIDTH = 0.78

interface UsageChartProps {
  statistics: StatisticsView
  by: Dimension
  bucket: Bucket
  measure: Measure
}

interface Layer {
  key: string
  name: string
  fill: string
  swatch: string
  values: number[]
}

/** Stacked bars, a legend, and the same figures as a table: nothing is told by colour alone. */
export function UsageChart(props: UsageChartProps) {
  const { t } = useTranslation('statistics')
  const layers = useLayers(props)
  return (
    <div className="space-y-3">
      <Panel className="px-4 pb-3 pt-4">
        <Bars {...props} layers={layers} />
        {props.by !== 'none' && <Legend layers={layers} />}
      </Panel>
      <Disclosure title={t('chart.table')}>
        <PointTable {...props} layers={layers} />
      </Disclosure>
    </div>
  )
}

function useLayers({ statistics, by, measure }: UsageChartProps): Layer[] {
  const { t } = useTranslation('statistics')
  const words = useSubjectWords(by)
  const { subjects, others, total } = statistics
  const valuesOf = ({ points }: StatisticsView['total']) => points.map(valueOf[measure])
  if (by === 'none')
    return [
      { key: 'total', name: t('total'), fill: 'fill-chart-1', swatch: 'bg-chart-1', values: valuesOf(total) },
    ]
  const named = subjects.map((subject, index) => ({
    key: subject.id,
    name: words.fullName(subject),
    fill: FILLS[index] ?? REST.fill,
    swatch: SWATCHES[index] ?? REST.swatch,
    values: valuesOf(subject),
  }))
  return others ? [...named, { key: 'others', name: t('others'), ...REST, values: valuesOf(others) }] : named
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

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)

function Bars({ statistics, bucket, measure, layers }: UsageChartProps & { layers: Layer[] }) {
  const { t } = useTranslation('statistics')
  const format = useFormat()
  const when = useBucketWords(bucket)
  const { bucketStarts } = statistics
  const heights = bucketStarts.map((_, at) => sum(layers.map(({ values }) => values[at] ?? 0)))
  const most = Math.max(...heights, 0)
  const write = (value: number) => writeValue(format, measure, value)
  const [first, last] = [bucketStarts[0], bucketStarts.at(-1)]
  const summary = t(`chart.summary.${measure}`, { total: write(sum(heights)), most: write(most) })
  return (
    <>
      <p aria-hidden className="mb-1 text-xs text-ink-muted">
        {write(most)}
      </p>
      <svg
        role="img"
        aria-label={summary}
        viewBox={`0 0 ${String(Math.max(1, bucketStarts.length))} ${String(HEIGHT)}`}
        preserveAspectRatio="none"
        className="block h-48 w-full border-b border-t border-dashed rtl:-scale-x-100"
      >
        {bucketStarts.map((start, at) => (
          <g key={start}>
            <title>{barTitle(when(start), heights[at] ?? 0, { layers, at, write })}</title>
            {/* The whole height answers to the pointer, also where the bar is low. */}
            <rect x={at} y={0} width={1} height={HEIGHT} className="fill-transparent hover:fill-hover" />
            {stack(layers, at).map(({ key, fill, from, value }) => (
              <rect
                key={key}
                x={at + (1 - BAR_WIDTH) / 2}
                y={HEIGHT * (1 - (from + value) / most)}
                width={BAR_WIDTH}
                height={(HEIGHT * value) / most}
                className={classNames('pointer-events-none', fill)}
              />
            ))}
          </g>
        ))}
      </svg>
      <p aria-hidden className="mt-1 flex justify-between gap-4 text-xs text-ink-muted">
        <span>{first && when(first)}</span>
        <span>{last && last !== first && when(last)}</span>
      </p>
    </>
  )
}

/** The layers of a bar that have any height, from the ground up. */
function stack(layers: Layer[], at: number) {
  let from = 0
  return layers.flatMap(({ key, fill, values }) => {
    const value = values[at] ?? 0
    const part = { key, fill, from, value }
    from += value
    return value > 0 ? [part] : []
  })
}

function barTitle(
  when: string,
  height: number,
  { layers, at, write }: { layers: Layer[]; at: number; write: (value: number) => string },
): string {
  const parts = layers.flatMap(({ name, values }) => {
    const value = values[at] ?? 0
    return value > 0 && layers.length > 1 ? [`${name}: ${write(value)}`] : []
  })
  return [`${when}: ${write(height)}`, ...parts].join('\n')
}

function Legend({ layers }: { layers: Layer[] }) {
  return (
    <ul className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-muted">
      {layers.map(({ key, name, swatch }) => (
        <li key={key} className="flex min-w-0 items-center gap-1.5">
          <span aria-hidden className={classNames('size-2.5 shrink-0 rounded-sm', swatch)} />
          <span className="max-w-48 truncate">{name}</span>
        </li>
      ))}
    </ul>
  )
}

/** On a phone the layers of a bar stand below its time. */
function PointTable({ statistics, bucket, measure, layers }: UsageChartProps & { layers: Layer[] }) {
  const { t } = useTranslation('statistics')
  const format = useFormat()
  const when = useBucketWords(bucket)
  const write = (value: number) => writeValue(format, measure, value)
  const several = layers.length > 1
  const busy = statistics.bucketStarts
    .map((start, at) => ({ start, values: layers.map(({ values }) => values[at] ?? 0) }))
    .filter(({ values }) => sum(values) > 0)
  const head = (
    <>
      <HeadCell>{t('chart.time')}</HeadCell>
      {several &&
        layers.map(({ key, name }) => (
          <HeadCell key={key} numeric from="lg">
            <span className="inline-block max-w-28 truncate align-bottom">{name}</span>
          </HeadCell>
        ))}
      <HeadCell numeric>{t('total')}</HeadCell>
    </>
  )
  return (
    <Table caption={t('chart.table')} head={head}>
      {busy.toReversed().map(({ start, values }) => (
        <tr key={start}>
          <Cell>
            <time dateTime={start}>{when(start)}</time>
            {several && (
              <span className="block text-xs text-ink-muted lg:hidden">
                {format.list(
                  layers.flatMap(({ name }, index) => {
                    const value = values[index] ?? 0
                    return value > 0 ? [`${name} ${write(value)}`] : []
                  }),
                )}
              </span>
            )}
          </Cell>
          {several &&
            values.map((value, index) => (
              <Cell key={layers[index]?.key} numeric from="lg">
                {value > 0 ? write(value) : <span className="text-ink-faint">–</span>}
              </Cell>
            ))}
          <Cell numeric>{write(sum(values))}</Cell>
        </tr>
      ))}
    </Table>
  )
}
