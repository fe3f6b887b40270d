import type { LoaderFunctionArgs } from '@remix-run/node'
import { Outlet, useLoaderData } from '@remix-run/react'
import { Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Badge } from '#app/components/ui/badge'
import { ConfirmLink } from '#app/components/ui/confirm-link'
import { PageHeader } from '#app/components/ui/page-header'
import { TabNav } from '#app/components/ui/tab-nav'
import { orNotFound } from '#app/lib/caller-errors.server'
import { requireAdmin } from '#app/lib/require-admin.server'
import { idOf } from '#app/lib/route-id.server'

export const loader = (args: LoaderFunctionArgs) =>
  orNotFound(requireAdmin(args).users.get({ id: idOf(args) }))

export default function User() {
  const { t } = useTranslation(['users', 'common'])
  const { id, name, note, enabled } = useLoaderData<typeof loader>()
  return (
    <>
      <PageHeader
        title={
          <span className="inline-flex flex-wrap items-center gap-2">
            {name}
            {!enabled && <Badge tone="warn">{t('common:state.disabled')}</Badge>}
          </span>
        }
        description={note}
        parent={{ to: '/users', label: t('users:title') }}
        actions={
          <ConfirmLink
            to={`/users/${id}/remove`}
            title={t('users:remove.title', { name })}
            description={t('users:remove.text')}
            confirmLabel={t('users:remove.confirm')}
            variant="danger"
          >
            <Trash2 aria-hidden />
            {t('common:actions.remove')}
          </ConfirmLink>
        }
      />
      <TabNav
        label={t('users:tabs.label', { name })}
        tabs={[
          { to: `/users/${id}`, label: t('users:tabs.keys'), end: true },
          { to: `/users/${id}/quota`, label: t('users:tabs.quota') },
          { to: `/users/${id}/settings`, label: t('users:tabs.settings') },
          { to: `/users/${id}/setup`, label: t('users:tabs.setup') },
        ]}
      />
      <Outlet />
    </>
  )
}
