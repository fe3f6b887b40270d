import { PenLine } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ListLayout } from '#app/components/ui/list-layout'

export default function Notifications() {
  const { t } = useTranslation('messages')
  return (
    <ListLayout
      title={t('title')}
      description={t('description')}
      add={{ to: '/notifications/new', label: t('write'), icon: PenLine }}
      tabs={[
        { to: '/notifications', label: t('inbox.title'), end: true },
        { to: '/notifications/all', label: t('all.title') },
      ]}
    />
  )
}
