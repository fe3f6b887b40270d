import { Outlet } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { PageHeader } from '#app/components/ui/page-header'
import { TabNav } from '#app/components/ui/tab-nav'

export default function Sessions() {
  const { t } = useTranslation('sessions')
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <TabNav
        label={t('tabs.label')}
        tabs={[
          { to: '/sessions', label: t('tabs.live'), end: true },
          { to: '/sessions/history', label: t('tabs.history') },
        ]}
      />
      <Outlet />
    </>
  )
}
