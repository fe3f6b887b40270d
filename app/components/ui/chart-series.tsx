import { classNames } from './class-names'

/** Tokens of app/styles/tokens.css. Written out, as Tailwind looks for whole names. */
const SWATCHES = {
  'chart-1': 'bg-chart-1',
  'chart-2': 'bg-chart-2',
  'chart-3': 'bg-chart-3',
  'chart-4': 'bg-chart-4',
  'chart-5': 'bg-chart-5',
  'chart-rest': 'bg-chart-rest',
  ok: 'bg-ok',
  danger: 'bg-danger',
}

/** One layer of every bar. */
export interface ChartSeries {
  key: string
  name: string
  colour: keyof typeof SWATCHES
  /** One for each bar, from 0. */
  values: number[]
  /** It hangs below the line on which the others stand. */
  below?: boolean
}

export interface ChartBar {
  key: string
  title: string
}

export interface ChartData {
  bars: ChartBar[]
  /** From the first layer of a bar to the last. */
  series: ChartSeries[]
  write: (value: number) => string
  /** Nothing is counted in parts. */
  whole: boolean
}

/** How high the bar is, whatever side of the line its layers are on. */
export const sumAt = (series: ChartSeries[], at: number): number =>
  series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0)

/** The colour of a layer beside its name. */
export function SeriesName({ series: { name, colour } }: { series: ChartSeries }) {
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <span aria-hidden className={classNames('size-2.5 shrink-0 rounded-sm', SWATCHES[colour])} />
      <span dir="auto" className="max-w-48 truncate">
        {name}
      </span>
    </span>
  )
}
