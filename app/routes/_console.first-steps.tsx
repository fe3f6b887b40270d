import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { FirstSteps, guideTextKey } from '#app/components/first-steps/first-steps'
import { hideFirstSteps, readFirstSteps } from '#app/components/first-steps/read-first-steps.server'
import { PageHeader } from '#app/components/ui/page-header'
import type { PageHandle } from '#app/lib/page-handle'
import { requireAdmin } from '#app/lib/require-admin.server'
import { isBusy } from '#app/components/live-strip'
import { useLive } from '#app/lib/use-live'

export const handle = { titleKey: 'overview:guide.title' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const caller = requireAdmin(args)
  const [{ keys, recent }, dashboard] = await Promise.all([
    caller.overview.get({}),
    caller.dashboard.summary({}),
  ])
  const known = { requestId: recent[0]?.id ?? null, hasKey: keys.total > 0 }
  return { steps: await readFirstSteps(caller, known), dashboard, origin: args.context.origin }
}

/** Puts the guide on the overview away, or back. */
export async function action(args: ActionFunctionArgs) {
  requireAdmin(args)
  const hidden = (await args.request.formData()).get('hidden') === 'on'
  return redirect('/', { headers: { 'Set-Cookie': await hideFirstSteps(hidden) } })
}

/** The guide wherever the hub stands: it was put away, or its reader wants to look something up. */
export default function FirstStepsPage() {
  const { t } = useTranslation('overview')
  const { steps, dashboard, origin } = useLoaderData<typeof loader>()
  const { value: now } = useLive('dashboard.live', {}, dashboard)
  return (
    <>
      <PageHeader
        title={t('guide.title')}
        description={t(guideTextKey(steps))}
        parent={{ to: '/', label: t('title') }}
      />
      <FirstSteps steps={steps} origin={origin} busy={isBusy(now)} />
    </>
  )
}
