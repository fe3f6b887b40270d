import { Link, Outlet } from '@remix-run/react'
import { PenLine } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/components/ui/button'
import { PageHeader } from '#app/components/ui/page-header'
import { TabNav } from '#app/components/ui/tab-nav'

export default function Notifications() {
  const { t } = useTranslation('messages')
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <Button asChild variant="primary">
            <Link to="/notifications/new">
              <PenLine aria-hidden />
              {t('write')}
            </Link>
          </Button>
        }
      />
      <TabNav
        label={t('title')}
        tabs={[
          { to: '/notifications', label: t('inbox.title'), end: true },
          { to: '/notifications/all', label: t('all.title') },
        ]}
      />
      <Outlet />
    </>
  )
}
