import { Link } from '@remix-run/react'
import { Children, type ReactNode } from 'react'
import { classNames } from './class-names'
import { Panel } from './section'

/** A row of figures; hairlines between them show through the gaps. */
export function StatRow({ children }: { children: ReactNode }) {
  return (
    <Panel className="overflow-hidden">
      <dl
        className={classNames(
          '-mb-px -me-px grid grid-cols-2 sm:grid-cols-3',
          Children.count(children) % 3 === 0 ? 'xl:grid-cols-6' : 'md:grid-cols-5',
        )}
      >
        {children}
      </dl>
    </Panel>
  )
}

interface StatProps {
  label: string
  value: string
  detail: string
  /** The page that shows what was counted. */
  to?: string
}

export function Stat({ label, value, detail, to }: StatProps) {
  return (
    <div
      className={classNames(
        'relative border-b border-e px-4 py-3 max-sm:[&:first-child:nth-last-child(odd)]:col-span-2',
        to !== undefined && 'hover:bg-hover',
      )}
    >
      <dt className="text-xs text-ink-muted">
        {to === undefined ? (
          label
        ) : (
          <Link
            to={to}
            className="after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
          >
            {label}
          </Link>
        )}
      </dt>
      <dd className="mt-0.5 text-2xl font-semibold tracking-tight">{value}</dd>
      <dd className="text-xs text-ink-muted">{detail}</dd>
    </div>
  )
}
