import { Outlet } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { PageHeader } from '#app/components/ui/page-header'
import { TabNav } from '#app/components/ui/tab-nav'

export default function Settings() {
  const { t } = useTranslation(['settings', 'prices', 'audit'])
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <TabNav
        label={t('title')}
        tabs={[
          { to: '/settings', label: t('requests.title'), end: true },
          { to: '/settings/limits', label: t('limits.title') },
          { to: '/settings/translation', label: t('translation.title') },
          { to: '/settings/models', label: t('models.title') },
          { to: '/settings/alerts', label: t('alerts.title') },
          { to: '/settings/prices', label: t('prices:title') },
          { to: '/settings/history', label: t('audit:history.title') },
        ]}
      />
      <Outlet />
    </>
  )
}
