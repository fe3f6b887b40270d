import { useTranslation } from 'react-i18next'
import { Badge, type Tone } from '#app/components/ui/badge'
import type { InboxView } from '#server/trpc/schemas/notification'

const TONES: Record<InboxView['level'], Tone> = { info: 'accent', warning: 'warn', error: 'danger' }

export function LevelBadge({ level }: { level: InboxView['level'] }) {
  const { t } = useTranslation('messages')
  return <Badge tone={TONES[level]}>{t(`level.${level}`)}</Badge>
}
