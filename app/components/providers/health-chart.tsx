import { useTranslation } from 'react-i18next'
import { Disclosure } from '#app/components/ui/disclosure'
import { Panel, Section } from '#app/components/ui/section'
import { Cell, HeadCell, Table } from '#app/components/ui/table'
import { useFormat } from '#app/lib/use-format'
import type { ProviderHealthView } from '#server/trpc/schemas/provider-health'

type Minute = ProviderHealthView['minutes'][number]

/** In units of the drawing, which is stretched to the width of the page. */
const BAR_WIDTH = 0.76
const HEIGHT = 40

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

const most = (minutes: Minute[], of: (minute: Minute) => number): number => Math.max(0, ...minutes.map(of))
const sum = (minutes: Minute[], of: (minute: Minute) => number): number =>
  minutes.reduce((total, minute) => total + of(minute), 0)

function Bars({ minutes }: { minutes: Minute[] }) {
  const { t } = useTranslation('providers')
  const format = useFormat()
  const up = most(minutes, ({ succeeded }) => succeeded)
  const down = most(minutes, ({ failed }) => failed)
  const scale = HEIGHT / Math.max(1, up + down)
  const base = up * scale
  const [first, last] = [minutes[0], minutes.at(-1)]
  const summary = t('health.chart.label', {
    succeeded: format.number(sum(minutes, ({ succeeded }) => succeeded)),
    failed: format.number(sum(minutes, ({ failed }) => failed)),
    max: format.number(most(minutes, ({ succeeded, failed }) => succeeded + failed)),
  })
  return (
    <Panel className="px-4 pb-3 pt-4">
      <svg
        role="img"
        aria-label={summary}
        viewBox={`0 0 ${minutes.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="block h-32 w-full rtl:-scale-x-100"
      >
        {minutes.map(({ minute, succeeded, failed }, at) => (
          <g key={minute}>
            <title>{t('health.chart.minute', { time: format.minute(minute), succeeded, failed })}</title>
            {/* The whole minute answers to the pointer, also where its bar is low. */}
            <rect x={at} y={0} width={1} height={HEIGHT} className="fill-transparent hover:fill-hover" />
            <rect
              x={at}
              y={base - succeeded * scale}
              width={BAR_WIDTH}
              height={succeeded * scale}
              className="pointer-events-none fill-ok"
            />
            <rect
              x={at}
              y={base}
              width={BAR_WIDTH}
              height={failed * scale}
              className="pointer-events-none fill-danger"
            />
          </g>
        ))}
        <line
          x1={0}
          x2={minutes.length}
          y1={base}
          y2={base}
          vectorEffect="non-scaling-stroke"
          className="stroke-line-strong"
        />
      </svg>
      <div aria-hidden className="mt-1 text-xs text-ink-muted">
        <p className="flex justify-between">
          <span>{first && format.minute(first.minute)}</span>
          <span>{last && format.minute(last.minute)}</span>
        </p>
        <p className="mt-1">{summary}</p>
      </div>
    </Panel>
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
