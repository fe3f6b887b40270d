import { useId, type ReactNode } from 'react'
import { classNames } from './class-names'

interface SectionProps {
  title: string
  description?: string
  actions?: ReactNode
  className?: string
  children: ReactNode
}

/** A titled part of a page. */
export function Section({ title, description, actions, className, children }: SectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={classNames('mt-8 first:mt-0', className)}>
      <div className="mb-3 flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <div>
          <h2 id={id} className="text-base font-semibold">
            {title}
          </h2>
          {description && <p className="mt-0.5 text-sm text-ink-muted">{description}</p>}
        </div>
        {actions}
      </div>
      {children}
    </section>
  )
}

/** The raised sheet that tables, forms and figures lie on. */
export function Panel({ className, children }: { className?: string; children: ReactNode }) {
  return <div className={classNames('rounded-lg border bg-surface shadow-raised', className)}>{children}</div>
}
