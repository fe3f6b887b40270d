import { useTranslation } from 'react-i18next'
import { ListLayout } from '#app/components/ui/list-layout'

export default function ErrorRules() {
  const { t } = useTranslation('rules')
  return (
    <ListLayout
      title={t('title')}
      description={t('description')}
      add={{ to: '/error-rules/new', label: t('add') }}
      tabsLabel={t('tabs.label')}
      tabs={[
        { to: '/error-rules', label: t('tabs.rules'), end: true },
        { to: '/error-rules/try', label: t('tabs.test') },
      ]}
    />
  )
}
