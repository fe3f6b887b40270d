import { useTranslation } from 'react-i18next'
import { classNames } from '#app/components/ui/class-names'
import { Panel, Section } from '#app/components/ui/section'
import { useFormat } from '#app/lib/use-format'
import type { TimingSpan } from './timing-spans'

const FILL: Record<TimingSpan['kind'], string> = {
  hub: 'fill-chart-rest',
  failed: 'fill-danger',
  waiting: 'fill-chart-3',
  answer: 'fill-chart-1',
}
/** A span that took no time is seen all the same. In percent of the width. */
const THINNEST = 0.5

interface TimingWaterfallProps {
  spans: TimingSpan[]
  totalMs: number
}

/** Where the time of a request went, one line below the other; the figures say the same in words. */
export function TimingWaterfall({ spans, totalMs }: TimingWaterfallProps) {
  const { t } = useTranslation('requests')
  const format = useFormat()
  if (spans.length === 0) return null
  const endMs = Math.max(1, totalMs, ...spans.map(({ toMs }) => toMs))
  return (
    <Section title={t('timing.title')} description={t('timing.text')} className="mb-8">
      <Panel>
        <ol className="divide-y divide-line text-sm">
          {spans.map(({ kind, name, fromMs, toMs }, index) => (
            <li
              key={index}
              className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2 sm:grid-cols-[minmax(0,14rem)_minmax(0,1fr)_11rem]"
            >
              <span className="min-w-0 truncate">
                {name !== null && <span className="font-medium">{`${name} · `}</span>}
                <span className={classNames('text-ink-muted', kind === 'failed' && 'text-danger')}>
                  {t(`timing.kind.${kind}`)}
                </span>
              </span>
              <svg
                aria-hidden
                viewBox="0 0 100 8"
                preserveAspectRatio="none"
                className="h-2 w-full max-sm:order-last max-sm:col-span-2 rtl:-scale-x-100"
              >
                <rect width="100" height="8" className="fill-sunken" />
                <rect
                  x={Math.min((100 * fromMs) / endMs, 100 - THINNEST)}
                  width={Math.max((100 * (toMs - fromMs)) / endMs, THINNEST)}
                  height="8"
                  className={FILL[kind]}
                />
              </svg>
              <span className="whitespace-nowrap text-end sm:w-40">
                {/* A space of its own: Arabic letters would join across the margin. */}
                {format.duration(toMs - fromMs)}{' '}
                <span className="ms-1 text-xs text-ink-muted">
                  {t('timing.from', { time: format.duration(fromMs) })}
                </span>
              </span>
            </li>
          ))}
        </ol>
      </Panel>
    </Section>
  )
}
