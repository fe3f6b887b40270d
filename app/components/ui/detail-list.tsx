import type { ReactNode } from 'react'
import { Panel } from './section'

export interface Detail {
  label: string
  value: ReactNode
}

/** Facts about one thing, name beside value; figures line up at the end. */
export function DetailList({ details, numeric = false }: { details: Detail[]; numeric?: boolean }) {
  return (
    <Panel>
      <dl className="divide-y divide-line text-sm">
        {details.map(({ label, value }) => (
          <div
            key={label}
            className={
              numeric
                ? 'flex justify-between gap-x-4 px-4 py-2'
                : 'grid gap-x-4 px-4 py-2 sm:grid-cols-[minmax(8rem,1fr)_minmax(0,2fr)]'
            }
          >
            <dt className="text-ink-muted">{label}</dt>
            <dd className="min-w-0 break-words">{value ?? <span className="text-ink-faint">–</span>}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}
