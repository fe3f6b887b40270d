import { Link, Outlet } from '@remix-run/react'
import { Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/components/ui/button'
import { PageHeader } from '#app/components/ui/page-header'
import { TabNav } from '#app/components/ui/tab-nav'

export default function Words() {
  const { t } = useTranslation('words')
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <Button asChild variant="primary">
            <Link to="/words/new">
              <Plus aria-hidden />
              {t('add')}
            </Link>
          </Button>
        }
      />
      <TabNav
        label={t('tabs.label')}
        tabs={[
          { to: '/words', label: t('tabs.words'), end: true },
          { to: '/words/import', label: t('tabs.import') },
          { to: '/words/try', label: t('tabs.test') },
        ]}
      />
      <Outlet />
    </>
  )
}
