import { useEffect, useId, useState, type ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import type { BarDrawingProps } from './bar-drawing.client'
import { SeriesName, type ChartData } from './chart-series'
import { Panel } from './section'
import { Skeleton } from './skeleton'

interface BarChartProps extends ChartData {
  /** Says in a sentence what there is to see: also to who does not see it, and without JavaScript. */
  summary: string
  legend: boolean
}

/** Stacked bars. The page has their figures as a table as well. */
export function BarChart({ summary, legend, ...data }: BarChartProps) {
  const id = useId()
  return (
    <Panel className="px-4 pb-3 pt-4">
      <figure>
        <div className="needs-scripting space-y-3 pb-2">
          <div className="h-52">
            <Drawing {...data} labelledBy={id} />
          </div>
          {legend && (
            <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-muted">
              {data.series.map((series) => (
                <li key={series.key} className="min-w-0">
                  <SeriesName series={series} />
                </li>
              ))}
            </ul>
          )}
        </div>
        <figcaption id={id} className="text-xs text-ink-muted">
          {summary}
        </figcaption>
      </figure>
    </Panel>
  )
}

type BarDrawing = ComponentType<BarDrawingProps>
/** What draws is larger than a page: it is fetched once, by the first chart, and never by the server. */
let fetched: BarDrawing | null = null
const load = async (): Promise<BarDrawing> => (fetched = (await import('./bar-drawing.client')).BarDrawing)

function Drawing(props: BarDrawingProps) {
  const { t } = useTranslation()
  const [Bars, setBars] = useState(() => fetched)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    if (Bars) return
    load().then(
      (drawing) => {
        setBars(() => drawing)
      },
      () => {
        setFailed(true)
      },
    )
  }, [Bars])
  if (Bars) return <Bars {...props} />
  if (!failed) return <Skeleton className="size-full" />
  return (
    <p role="status" className="grid size-full place-content-center text-center text-sm text-ink-muted">
      {t('chart.failed')}
    </p>
  )
}
