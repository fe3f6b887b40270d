import { useTranslation } from 'react-i18next'
import { ListLayout } from '#app/components/ui/list-layout'

export default function Words() {
  const { t } = useTranslation('words')
  return (
    <ListLayout
      title={t('title')}
      description={t('description')}
      add={{ to: '/words/new', label: t('add') }}
      tabsLabel={t('tabs.label')}
      tabs={[
        { to: '/words', label: t('tabs.words'), end: true },
        { to: '/words/import', label: t('tabs.import') },
        { to: '/words/try', label: t('tabs.test') },
      ]}
    />
  )
}
