import { Link } from '@remix-run/react'
import { ChevronLeft } from 'lucide-react'
import type { ReactNode } from 'react'

interface PageHeaderProps {
  title: ReactNode
  description?: ReactNode
  /** Where this page lies: the list it came from. */
  parent?: { to: string; label: string }
  actions?: ReactNode
}

export function PageHeader({ title, description, parent, actions }: PageHeaderProps) {
  return (
    <header className="mb-5">
      {parent && (
        <Link
          to={parent.to}
          className="-ms-1 mb-1 inline-flex min-h-8 items-center gap-0.5 rounded pe-1 text-sm text-ink-muted hover:text-ink"
        >
          <ChevronLeft aria-hidden className="size-4 rtl:rotate-180" />
          {parent.label}
        </Link>
      )}
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <div className="min-w-0 max-w-full">
          <h1 className="break-words text-xl font-semibold tracking-tight">{title}</h1>
          {description && <p className="any-language mt-0.5 text-sm text-ink-muted">{description}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  )
}
