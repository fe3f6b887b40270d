import { Outlet } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { PageHeader } from '#app/components/ui/page-header'
import { TabNav } from '#app/components/ui/tab-nav'

export default function MySessions() {
  const { t } = useTranslation(['my', 'sessions'])
  return (
    <>
      <PageHeader title={t('sessions.title')} description={t('sessions.description')} />
      <TabNav
        label={t('sessions:tabs.label')}
        tabs={[
          { to: '/my/sessions', label: t('sessions:tabs.live'), end: true },
          { to: '/my/sessions/history', label: t('sessions:tabs.history') },
        ]}
      />
      <Outlet />
    </>
  )
}
