import { Link, Outlet } from '@remix-run/react'
import { Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/components/ui/button'
import { PageHeader } from '#app/components/ui/page-header'
import { TabNav } from '#app/components/ui/tab-nav'

export default function Webhooks() {
  const { t } = useTranslation('webhooks')
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <Button asChild variant="primary">
            <Link to="/webhooks/new">
              <Plus aria-hidden />
              {t('add')}
            </Link>
          </Button>
        }
      />
      <TabNav
        label={t('title')}
        tabs={[
          { to: '/webhooks', label: t('title'), end: true },
          { to: '/webhooks/deliveries', label: t('deliveries.title') },
        ]}
      />
      <Outlet />
    </>
  )
}
