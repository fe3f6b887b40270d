import { useTranslation } from 'react-i18next'
import { Badge, type Tone } from '#app/components/ui/badge'

const CLIENT_GONE = 499

/** The status code and, where it is not a plain success, a word for it. */
export function StatusBadge({ status, interrupted }: { status: number; interrupted: boolean }) {
  const { t } = useTranslation('requests')
  const kind = kindOf(status, interrupted)
  return (
    <Badge tone={TONE[kind]}>
      {status}
      {kind !== 'ok' && ` ${t(`statusWord.${kind}`)}`}
    </Badge>
  )
}

type Kind = 'ok' | 'interrupted' | 'refused' | 'failed'
const TONE: Record<Kind, Tone> = { ok: 'ok', interrupted: 'warn', refused: 'warn', failed: 'danger' }

function kindOf(status: number, interrupted: boolean): Kind {
  if (status >= 500) return 'failed'
  if (status === CLIENT_GONE || interrupted) return 'interrupted'
  return status >= 400 ? 'refused' : 'ok'
}
