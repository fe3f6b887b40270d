import type { LoaderFunctionArgs } from '@remix-run/node'
import { Outlet, useLoaderData } from '@remix-run/react'
import { Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { TestConnection, useConnectionTest } from '#app/components/providers/test-connection'
import { TestResult } from '#app/components/providers/test-result'
import { Badge } from '#app/components/ui/badge'
import { ConfirmLink } from '#app/components/ui/confirm-link'
import { PageHeader } from '#app/components/ui/page-header'
import { TabNav } from '#app/components/ui/tab-nav'
import { orNotFound } from '#app/lib/caller-errors.server'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const loader = (args: LoaderFunctionArgs) =>
  orNotFound(requireAdmin(args).providers.get({ id: idOf(args) }))

export default function Provider() {
  const { t } = useTranslation(['providers', 'users', 'common'])
  const { id, name, type, enabled } = useLoaderData<typeof loader>()
  const { result } = useConnectionTest(id)
  return (
    <>
      <PageHeader
        title={
          <span className="inline-flex flex-wrap items-center gap-2">
            {name}
            {!enabled && <Badge tone="warn">{t('common:state.disabled')}</Badge>}
          </span>
        }
        description={t(`providers:type.${type}`)}
        parent={{ to: '/providers', label: t('providers:title') }}
        actions={
          <>
            <TestConnection id={id} name={name} />
            <ConfirmLink
              to={`/providers/${id}/remove`}
              title={t('providers:remove.title', { name })}
              description={t('providers:remove.text')}
              confirmLabel={t('providers:remove.confirm')}
              variant="danger"
            >
              <Trash2 aria-hidden />
              {t('common:actions.remove')}
            </ConfirmLink>
          </>
        }
      />
      {result && <TestResult result={result} className="mb-6" />}
      <TabNav
        label={t('providers:tabs.label', { name })}
        tabs={[
          { to: `/providers/${id}`, label: t('providers:tabs.settings'), end: true },
          { to: `/providers/${id}/health`, label: t('providers:tabs.health') },
          { to: `/providers/${id}/quota`, label: t('users:tabs.quota') },
          { to: `/providers/${id}/redirects`, label: t('providers:tabs.redirects') },
        ]}
      />
      <Outlet />
    </>
  )
}
