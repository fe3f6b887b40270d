import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { HealthState } from '#app/components/providers/health-state'
import { LiveMark } from '#app/components/sessions/live-mark'
import { Panel, Section } from '#app/components/ui/section'
import { Stat, StatRow } from '#app/components/ui/stat'
import { useFormat } from '#app/lib/use-format'
import type { DashboardView } from '#server/trpc/schemas/dashboard'

interface LiveStripProps {
  now: DashboardView
  /** It is followed. */
  live: boolean
}

/** Whether anything was asked of the hub lately. */
export const isBusy = ({ requests, requestsPerSecond }: DashboardView): boolean =>
  requests > 0 || requestsPerSecond > 0

/** How the hub is doing at this moment. */
export function LiveStrip({ now, live }: LiveStripProps) {
  const { t } = useTranslation('overview')
  const format = useFormat()
  const yesterday = format.cost(Number(now.costYesterdayUsd))
  return (
    <Section title={t('live.title')} actions={<LiveMark live={live} />}>
      <StatRow>
        <Stat
          label={t('live.sessions')}
          value={format.number(now.sessions)}
          detail={t('live.requests', { count: now.requests })}
          to="/sessions"
        />
        <Stat
          label={t('live.rate')}
          value={format.number(now.requestsPerSecond)}
          detail={t('live.lastMinute')}
          to="/requests"
        />
        <Stat
          label={t('live.errorRate')}
          value={now.errorRate === null ? '–' : format.percent(now.errorRate)}
          detail={t('live.lastMinute')}
          to="/requests?status=error"
        />
        <Stat
          label={t('live.cost')}
          value={format.cost(Number(now.costTodayUsd))}
          detail={t('live.yesterday', { cost: yesterday })}
          to="/statistics?range=today"
        />
        <Stat
          label={t('live.ready')}
          value={format.number(now.providers.filter(({ status }) => status === 'ready').length)}
          detail={t('live.readyOf', { count: now.providers.length })}
          to="/providers"
        />
      </StatRow>
      {now.providers.length > 0 && <HealthStrip providers={now.providers} />}
    </Section>
  )
}

function HealthStrip({ providers }: Pick<DashboardView, 'providers'>) {
  const { t } = useTranslation('overview')
  return (
    <Panel className="mt-3">
      <ul aria-label={t('live.health')} className="flex flex-wrap gap-x-6 gap-y-1 px-4 py-2 text-sm">
        {providers.map(({ providerId, name, status }) => (
          <li key={providerId} className="flex min-w-0 max-w-full items-center gap-2">
            <Link to={`/providers/${providerId}/health`} className="truncate rounded py-1 hover:text-accent">
              {name}
            </Link>
            <HealthState status={status} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
