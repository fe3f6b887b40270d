import { CircleAlert, CircleCheck, TriangleAlert, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names'

type NoticeTone = 'ok' | 'warn' | 'danger'
const LOOK: Record<NoticeTone, { icon: LucideIcon; className: string }> = {
  ok: { icon: CircleCheck, className: 'bg-ok-soft text-ok' },
  warn: { icon: TriangleAlert, className: 'bg-warn-soft text-warn' },
  danger: { icon: CircleAlert, className: 'bg-danger-soft text-danger' },
}

interface NoticeProps {
  tone: NoticeTone
  title: ReactNode
  className?: string | undefined
  children?: ReactNode
}

/** Something the reader must see in its place on the page. Problems are announced at once, the rest politely. */
export function Notice({ tone, title, className, children }: NoticeProps) {
  const { icon: Icon, className: look } = LOOK[tone]
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={classNames('flex gap-2.5 rounded-lg px-3.5 py-3 text-sm', look, className)}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">
        <p className="font-medium">{title}</p>
        {children && <div className="any-language mt-0.5 break-words text-ink-muted">{children}</div>}
      </div>
    </div>
  )
}
