import {
  CircleCheck,
  CircleDotDashed,
  CirclePause,
  CircleSlash,
  CircleX,
  ShieldX,
  type LucideIcon,
} from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ProviderHealthSummaryView } from '#server/trpc/schemas/provider-health'

type Status = ProviderHealthSummaryView['status']

const LOOK: Record<Status, { icon: LucideIcon; className: string }> = {
  disabled: { icon: CircleSlash, className: 'text-ink-muted' },
  ready: { icon: CircleCheck, className: 'text-ok' },
  probe: { icon: CircleDotDashed, className: 'text-warn' },
  circuit_open: { icon: CircleX, className: 'text-danger' },
  cooldown: { icon: CirclePause, className: 'text-warn' },
  quarantined: { icon: ShieldX, className: 'text-danger' },
}

/** Whether a provider takes traffic: a sign of its own shape, and the word for it. */
export function HealthState({ status }: { status: Status }) {
  const { t } = useTranslation('providers')
  const { icon: Icon, className } = LOOK[status]
  return (
    <span
      className={`inline-flex items-center gap-1.5 align-bottom whitespace-nowrap font-medium ${className}`}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      {t(`health.status.${status}`)}
    </span>
  )
}
