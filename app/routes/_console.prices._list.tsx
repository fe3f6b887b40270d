import { useTranslation } from 'react-i18next'
import { ListLayout } from '#app/components/ui/list-layout'

export default function Prices() {
  const { t } = useTranslation('prices')
  return (
    <ListLayout
      title={t('title')}
      description={t('description')}
      add={{ to: '/prices/set', label: t('set.action') }}
      tabs={[
        { to: '/prices', label: t('tabs.list'), end: true },
        { to: '/prices/missing', label: t('tabs.missing') },
        { to: '/prices/update', label: t('tabs.update') },
      ]}
    />
  )
}
