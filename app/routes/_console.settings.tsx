import { Outlet } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { ConfirmLink } from '#app/components/ui/confirm-link'
import { PageHeader } from '#app/components/ui/page-header'
import { TabNav } from '#app/components/ui/tab-nav'

export default function Settings() {
  const { t } = useTranslation(['settings', 'prices', 'audit', 'common'])
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <ConfirmLink
            to="/sign-out-everywhere"
            title={t('common:signOutEverywhere.title')}
            description={t('common:signOutEverywhere.text')}
            confirmLabel={t('common:signOutEverywhere.confirm')}
            variant="quiet"
          >
            {t('common:signOutEverywhere.action')}
          </ConfirmLink>
        }
      />
      <TabNav
        label={t('title')}
        tabs={[
          { to: '/settings', label: t('requests.title'), end: true },
          { to: '/settings/limits', label: t('limits.title') },
          { to: '/settings/translation', label: t('translation.title') },
          { to: '/settings/models', label: t('models.title') },
          { to: '/settings/alerts', label: t('alerts.title') },
          { to: '/settings/prices', label: t('prices:title') },
          { to: '/settings/backup', label: t('backup.title') },
          { to: '/settings/history', label: t('audit:history.title') },
        ]}
      />
      <Outlet />
    </>
  )
}
