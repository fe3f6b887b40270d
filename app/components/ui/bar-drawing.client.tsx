import { useTranslation } from 'react-i18next'
import { Bar, BarChart, CartesianGrid, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts'
import { SeriesName, sumAt, type ChartData } from './chart-series'

export interface BarDrawingProps extends ChartData {
  /** Id of the element that names it. */
  labelledBy: string
}

const TICK = { fontSize: 12, fill: 'var(--color-ink-muted)' }
const MAX_BAR_PX = 48

/** recharts in the console's look. It is read from the side on which the text begins; the arrow keys go from bar to bar. */
export function BarDrawing({ labelledBy, ...data }: BarDrawingProps) {
  const { bars, series, write, whole } = data
  const { t, i18n } = useTranslation()
  const rightToLeft = i18n.dir() === 'rtl'
  const rows = bars.map(({ key }, at) => ({ key, at }))
  const titleOf = new Map(bars.map(({ key, title }) => [key, title]))
  const isolate = (text: string) => (rightToLeft ? `\u2067${text}\u2069` : text)
  return (
    // Its coordinates begin at the left in every language: text anchors would turn around with the direction of the text,
    // which each text keeps for itself.
    <div dir="ltr" className="size-full">
      <BarChart
        responsive
        data={rows}
        stackOffset="sign"
        margin={{ top: 8, bottom: 0, left: 0, right: 0 }}
        barCategoryGap="20%"
        maxBarSize={MAX_BAR_PX}
        desc={t('chart.keys')}
        aria-labelledby={labelledBy}
        className="size-full"
      >
        <CartesianGrid vertical={false} stroke="var(--color-line)" strokeDasharray="3 3" />
        <XAxis
          dataKey="key"
          reversed={rightToLeft}
          tickFormatter={(key: string) => isolate(titleOf.get(key) ?? '')}
          tick={TICK}
          tickLine={false}
          axisLine={false}
          interval="equidistantPreserveStart"
          minTickGap={24}
        />
        <YAxis
          width="auto"
          orientation={rightToLeft ? 'right' : 'left'}
          tickFormatter={(value: number) => isolate(write(Math.abs(value)))}
          tick={TICK}
          allowDecimals={!whole}
          tickLine={false}
          axisLine={false}
        />
        <Tooltip
          content={<BarTooltip {...data} direction={i18n.dir()} />}
          cursor={{ fill: 'var(--color-hover)' }}
          isAnimationActive={false}
        />
        {series.map(({ key, name, colour, values, below }) => (
          <Bar
            key={key}
            name={name}
            dataKey={({ at }: { at: number }) => (below ? -1 : 1) * (values[at] ?? 0)}
            stackId="bar"
            fill={`var(--color-${colour})`}
            isAnimationActive={false}
          />
        ))}
        <ReferenceLine y={0} stroke="var(--color-line-strong)" />
      </BarChart>
    </div>
  )
}

interface BarTooltipProps extends ChartData {
  direction: 'ltr' | 'rtl'
  /** Of the bar that is pointed at, by recharts. */
  label?: string | number
}

/** Follows the pointer and the arrow keys, and is read out. */
function BarTooltip({ bars, series, write, direction, label }: BarTooltipProps) {
  const at = bars.findIndex(({ key }) => key === label)
  const parts = series.length > 1 ? series.filter(({ values }) => (values[at] ?? 0) > 0) : []
  return (
    <div role="status" dir={direction} className="rounded bg-surface px-3 py-2 text-xs shadow-overlay">
      <p className="flex justify-between gap-6 font-medium">
        <span>{bars[at]?.title}</span>
        <span>{write(sumAt(series, at))}</span>
      </p>
      {parts.map((part) => (
        <p key={part.key} className="mt-1 flex justify-between gap-6">
          <SeriesName series={part} />
          <span>{write(part.values[at] ?? 0)}</span>
        </p>
      ))}
    </div>
  )
}
