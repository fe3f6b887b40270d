import { cva } from 'class-variance-authority'
import type { ReactNode } from 'react'

export type Tone = 'neutral' | 'accent' | 'ok' | 'warn' | 'danger'

const badge = cva(
  'inline-flex h-5 max-w-full items-center gap-1.5 whitespace-nowrap rounded-sm px-1.5 text-xs font-medium',
  {
    variants: {
      tone: {
        neutral: 'bg-sunken text-ink-muted',
        accent: 'bg-accent-soft text-accent',
        ok: 'bg-ok-soft text-ok',
        warn: 'bg-warn-soft text-warn',
        danger: 'bg-danger-soft text-danger',
      } satisfies Record<Tone, string>,
    },
  },
)

/** A short state in words; the colour only repeats it. */
export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={badge({ tone })}>
      <span className="truncate">{children}</span>
    </span>
  )
}
