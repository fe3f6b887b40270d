import type { ReactNode } from 'react'
import { Panel } from './section'

export function EmptyState({
  title,
  children,
  action,
}: {
  title: string
  children: ReactNode
  action?: ReactNode
}) {
  return (
    <Panel className="px-6 py-12 text-center">
      <p className="font-medium">{title}</p>
      <p className="mx-auto mt-1 max-w-prose text-sm text-ink-muted">{children}</p>
      {action && <div className="mt-4 flex justify-center gap-2">{action}</div>}
    </Panel>
  )
}
