import { useTranslation } from 'react-i18next'

/** Of an id, as many characters tell it from others: it is the time in front that they share. */
const TELLING = 6

/** Who did it, in the reader's words. */
export function Actor({ actor }: { actor: string | null }) {
  const { t } = useTranslation('audit')
  if (actor === 'admin-token') return t('actor.admin')
  const [kind, id = ''] = (actor ?? 'hub').split(':')
  if (kind !== 'key') return t('actor.hub')
  return <span title={id}>{t('actor.key', { id: `…${id.slice(-TELLING)}` })}</span>
}
