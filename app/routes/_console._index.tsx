import type { LoaderFunctionArgs } from '@remix-run/node'
import { Form, Link, useLoaderData } from '@remix-run/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FirstStepsSection } from '#app/components/first-steps/first-steps'
import {
  areHidden,
  readFirstSteps,
  type FirstSteps as Steps,
} from '#app/components/first-steps/read-first-steps.server'
import { isBusy, LiveStrip } from '#app/components/live-strip'
import { RequestTable } from '#app/components/requests/request-table'
import { Button } from '#app/components/ui/button'
import { PageHeader } from '#app/components/ui/page-header'
import { Section } from '#app/components/ui/section'
import { Stat, StatRow } from '#app/components/ui/stat'
import type { PageHandle } from '#app/lib/page-handle'
import { readTimeZone } from '#app/lib/preferences.server'
import { requireAdmin } from '#app/lib/require-admin.server'
import { useFormat } from '#app/lib/use-format'
import { useLive } from '#app/lib/use-live'
import type { OverviewView } from '#server/trpc/schemas/overview'

export const handle = { titleKey: 'overview:title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const caller = requireAdmin(args)
  const timeZone = await readTimeZone(args.request)
  const [overview, dashboard, hidden] = await Promise.all([
    caller.overview.get({ timeZone }),
    caller.dashboard.summary({ timeZone }),
    areHidden(args.request),
  ])
  const known = { requestId: overview.recent[0]?.id ?? null, hasKey: overview.keys.total > 0 }
  const steps = hidden || known.requestId !== null ? null : await readFirstSteps(caller, known)
  return { overview, dashboard, steps, hidden, timeZone, origin: args.context.origin }
}

export default function Overview() {
  const { t } = useTranslation('overview')
  const { overview, dashboard, hidden, timeZone, origin } = useLoaderData<typeof loader>()
  const { value: now, live } = useLive('dashboard.live', { timeZone }, dashboard)
  const steps = useSteps()
  const { recent, version } = overview
  const served = recent.length > 0
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description', { origin, version })}
        {...(hidden && !served && { actions: <ShowSteps /> })}
      />
      {steps && <FirstStepsSection steps={steps} origin={origin} busy={isBusy(now)} />}
      <LiveStrip now={now} live={live} />
      <Section title={t('counts')}>
        <Counts overview={overview} />
      </Section>
      {now.recentErrors.length > 0 && (
        <Section title={t('errors.title')} actions={<MoreLink to={ERRORS}>{t('errors.all')}</MoreLink>}>
          <RequestTable requests={now.recentErrors} caption={t('errors.title')} />
        </Section>
      )}
      {served && (
        <Section title={t('recent.title')} actions={<MoreLink to="/requests">{t('recent.all')}</MoreLink>}>
          <RequestTable requests={recent} caption={t('recent.title')} />
        </Section>
      )}
    </>
  )
}

const ERRORS = '/requests?range=24h&status=error'

const MoreLink = ({ to, children }: { to: string; children: string }) => (
  <Link to={to} className="rounded text-sm font-medium text-accent hover:underline">
    {children}
  </Link>
)

/** The guide of an empty hub stays for its last tick when the first request has come; the next visit is without it. */
function useSteps(): Steps | null {
  const { steps, hidden, overview } = useLoaderData<typeof loader>()
  const [shown, setShown] = useState(steps)
  if (steps !== null && steps !== shown) setShown(steps)
  if (hidden || shown === null) return null
  return { ...shown, requestId: overview.recent[0]?.id ?? null }
}

function ShowSteps() {
  const { t } = useTranslation('overview')
  return (
    <Form method="post" action="/first-steps">
      <Button type="submit" name="hidden" value="off">
        {t('guide.title')}
      </Button>
    </Form>
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
