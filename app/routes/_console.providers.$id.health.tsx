import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { HealthChart } from '#app/components/providers/health-chart'
import { HealthHistory } from '#app/components/providers/health-history'
import { HealthNow } from '#app/components/providers/health-now'
import { ConfirmLink } from '#app/components/ui/confirm-link'
import { orNotFound } from '#app/lib/caller-errors.server'
import type { PageHandle } from '#app/lib/page-handle'
import { pageOfUrl } from '#app/lib/page-of-url.server'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const handle = { titleKey: 'providers:tabs.health' } satisfies PageHandle

export async function loader(args: LoaderFunctionArgs) {
  const { providerHealth } = requireAdmin(args)
  const id = idOf(args)
  const [health, history] = await Promise.all([
    orNotFound(providerHealth.get({ id })),
    orNotFound(providerHealth.history({ id, ...pageOfUrl(args.request) })),
  ])
  return { health, history, readAtMs: Date.now() }
}

export default function ProviderHealth() {
  const { t } = useTranslation('providers')
  const { health, history, readAtMs } = useLoaderData<typeof loader>()
  const { providerId, name } = health
  return (
    <>
      <HealthNow
        health={health}
        readAtMs={readAtMs}
        actions={
          <ConfirmLink
            to={`/providers/${providerId}/reset`}
            title={t('health.reset.title', { name })}
            description={t('health.reset.text')}
            confirmLabel={t('health.reset.confirm')}
          >
            {t('health.reset.action')}
          </ConfirmLink>
        }
      />
      <HealthChart minutes={health.minutes} />
      <HealthHistory events={history.items} nextCursor={history.nextCursor} />
    </>
  )
}
