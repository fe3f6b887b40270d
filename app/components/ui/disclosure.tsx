import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Panel } from './section'

interface DisclosureProps {
  title: string
  summary?: string | undefined
  open?: boolean
  /** Disclosures of one group close each other. */
  group?: string
  children: ReactNode
}

/** A part of a page that opens on demand, by the browser's own means. */
export function Disclosure({ title, summary, open = false, group, children }: DisclosureProps) {
  return (
    <Panel>
      <details open={open} name={group} className="group/disclosure">
        <summary className="flex min-h-11 items-center gap-2 rounded-lg px-4 py-2 hover:bg-hover">
          <ChevronRight
            aria-hidden
            className="size-4 shrink-0 text-ink-faint transition-transform group-open/disclosure:rotate-90 rtl:rotate-180"
          />
          <span className="text-sm font-medium">{title}</span>
          {summary && <span className="min-w-0 truncate text-sm text-ink-muted">{summary}</span>}
        </summary>
        <div className="border-t px-4 py-4">{children}</div>
      </details>
    </Panel>
  )
}
