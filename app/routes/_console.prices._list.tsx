import { Link, Outlet } from '@remix-run/react'
import { Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/components/ui/button'
import { PageHeader } from '#app/components/ui/page-header'
import { TabNav } from '#app/components/ui/tab-nav'

export default function Prices() {
  const { t } = useTranslation('prices')
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <Button asChild variant="primary">
            <Link to="/prices/set">
              <Plus aria-hidden />
              {t('set.action')}
            </Link>
          </Button>
        }
      />
      <TabNav
        label={t('title')}
        tabs={[
          { to: '/prices', label: t('tabs.list'), end: true },
          { to: '/prices/missing', label: t('tabs.missing') },
          { to: '/prices/update', label: t('tabs.update') },
        ]}
      />
      <Outlet />
    </>
  )
}
