import { useTranslation } from 'react-i18next'
import { ListLayout } from '#app/components/ui/list-layout'

export default function Sessions() {
  const { t } = useTranslation('sessions')
  return (
    <ListLayout
      title={t('title')}
      description={t('description')}
      tabsLabel={t('tabs.label')}
      tabs={[
        { to: '/sessions', label: t('tabs.live'), end: true },
        { to: '/sessions/history', label: t('tabs.history') },
      ]}
    />
  )
}
