import { Link, Outlet } from '@remix-run/react'
import { Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/components/ui/button'
import { PageHeader } from '#app/components/ui/page-header'
import { TabNav } from '#app/components/ui/tab-nav'

export default function ErrorRules() {
  const { t } = useTranslation('rules')
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <Button asChild variant="primary">
            <Link to="/error-rules/new">
              <Plus aria-hidden />
              {t('add')}
            </Link>
          </Button>
        }
      />
      <TabNav
        label={t('tabs.label')}
        tabs={[
          { to: '/error-rules', label: t('tabs.rules'), end: true },
          { to: '/error-rules/try', label: t('tabs.test') },
        ]}
      />
      <Outlet />
    </>
  )
}
