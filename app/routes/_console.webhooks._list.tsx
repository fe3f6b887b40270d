import { useTranslation } from 'react-i18next'
import { ListLayout } from '#app/components/ui/list-layout'

export default function Webhooks() {
  const { t } = useTranslation('webhooks')
  return (
    <ListLayout
      title={t('title')}
      description={t('description')}
      add={{ to: '/webhooks/new', label: t('add') }}
      tabs={[
        { to: '/webhooks', label: t('title'), end: true },
        { to: '/webhooks/deliveries', label: t('deliveries.title') },
      ]}
    />
  )
}
