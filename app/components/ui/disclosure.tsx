import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Panel } from './section'

interface DisclosureProps {
  title: string
  open?: boolean
  children: ReactNode
}

/** A part of a page that opens on demand, by the browser's own means. */
export function Disclosure({ title, open = false, children }: DisclosureProps) {
  return (
    <Panel>
      <details open={open} className="group/disclosure">
        <summary className="flex min-h-11 items-center gap-2 rounded-lg px-4 py-2 hover:bg-hover">
          <ChevronRight
            aria-hidden
            className="size-4 shrink-0 text-ink-faint transition-transform group-open/disclosure:rotate-90 rtl:rotate-180"
          />
          <span className="text-sm font-medium">{title}</span>
        </summary>
        <div className="border-t px-4 py-4">{children}</div>
      </details>
    </Panel>
  )
}
