import type { LoaderFunctionArgs } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FirstRunGuide } from '#app/components/first-run-guide'
import { LiveStrip } from '#app/components/live-strip'
import { RequestTable } from '#app/components/requests/request-table'
import { PageHeader } from '#app/components/ui/page-header'
import { Section } from '#app/components/ui/section'
import { Stat, StatRow } from '#app/components/ui/stat'
import type { PageHandle } from '#app/lib/page-handle'
import { readTimeZone } from '#app/lib/preferences.server'
import { requireAdmin } from '#app/lib/require-admin.server'
import { useFormat } from '#app/lib/use-format'
import type { OverviewView } from '#server/trpc/schemas/overview'

export const handle = { titleKey: 'overview:title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const caller = requireAdmin(args)
  const timeZone = await readTimeZone(args.request)
  const [overview, dashboard] = await Promise.all([
    caller.overview.get({ timeZone }),
    caller.dashboard.summary({ timeZone }),
  ])
  return { overview, dashboard, timeZone, origin: args.context.origin }
}

export default function Overview() {
  const { t } = useTranslation('overview')
  const { overview, dashboard, timeZone, origin } = useLoaderData<typeof loader>()
  const { providers, keys, recent, version } = overview
  const served = recent.length > 0
  return (
    <>
      <PageHeader title={t('title')} description={t('description', { origin, version })} />
      {!served && <FirstRunGuide hasProvider={providers.total > 0} hasKey={keys.total > 0} origin={origin} />}
      <LiveStrip dashboard={dashboard} timeZone={timeZone} />
      <Section title={t('counts')}>
        <Counts overview={overview} />
      </Section>
      {served && (
        <Section
          title={t('recent.title')}
          actions={
            <Link to="/requests" className="rounded text-sm font-medium text-accent hover:underline">
              {t('recent.all')}
            </Link>
          }
        >
          <RequestTable requests={recent} />
        </Section>
      )}
    </>
  )
}

function Counts({ overview: { providers, users, keys, last24h, cost } }: { overview: OverviewView }) {
  const { t } = useTranslation('overview')
  const format = useFormat()
  const disabled = ({ total, enabled }: { total: number; enabled: number }) =>
    total === enabled ? t('stat.allEnabled') : t('stat.disabled', { count: total - enabled })
  const rate = last24h.requests === 0 ? 0 : last24h.errors / last24h.requests
  return (
    <StatRow>
      <Stat
        label={t('stat.requests')}
        value={format.number(last24h.requests)}
        detail={t('stat.last24h')}
        to="/requests?range=24h"
      />
      <Stat
        label={t('stat.errors')}
        value={format.number(last24h.errors)}
        detail={t('stat.errorRate', { rate: format.percent(rate) })}
        to="/requests?range=24h&status=error"
      />
      <Stat
        label={t('stat.cost')}
        value={format.cost(Number(cost.monthUsd))}
        detail={t('stat.month')}
        to="/statistics?range=month"
      />
      <Stat
        label={t('stat.providers')}
        value={format.number(providers.total)}
        detail={disabled(providers)}
        to="/providers"
      />
      <Stat label={t('stat.users')} value={format.number(users.total)} detail={disabled(users)} to="/users" />
      <Stat label={t('stat.keys')} value={format.number(keys.total)} detail={disabled(keys)} to="/users" />
    </StatRow>
  )
}
