import { NavLink } from '@remix-run/react'

/** Tabs that are pages: each has its own address. */
export function TabNav({
  label,
  tabs,
}: {
  label: string
  tabs: { to: string; label: string; end?: boolean }[]
}) {
  return (
    <nav aria-label={label} className="mb-6 flex gap-5 overflow-x-auto border-b">
      {tabs.map((tab) => (
        <NavLink
          key={tab.to}
          to={tab.to}
          end={tab.end ?? false}
          className="-mb-px flex min-h-10 shrink-0 items-center border-b-2 border-transparent text-sm font-medium text-ink-muted -outline-offset-2 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
        >
          {tab.label}
        </NavLink>
      ))}
    </nav>
  )
}
