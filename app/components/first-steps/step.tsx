import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { classNames } from '#app/components/ui/class-names'

interface StepProps {
  number: number
  done: boolean
  /** It comes by itself. */
  waiting?: boolean
  title: string
  text: string
  children?: ReactNode
  /** Under the step, over its whole width. */
  below?: ReactNode
}

export function Step({ number, done, waiting = false, title, text, children, below }: StepProps) {
  const { t } = useTranslation('overview')
  return (
    <li className="px-4 py-3.5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <span
          aria-hidden
          className={classNames(
            'flex size-6 shrink-0 items-center justify-center rounded-full text-xs font-semibold',
            done ? 'bg-ok-soft text-ok' : 'bg-sunken text-ink-muted',
            waiting && 'bg-accent-soft text-accent motion-safe:animate-pulse',
          )}
        >
          {done ? <Check className="size-3.5" /> : number}
        </span>
        <div className="min-w-0 grow basis-56" {...((waiting || done) && { 'aria-live': 'polite' })}>
          <p className="text-sm font-medium">
            {title}
            {done && <span className="sr-only"> ({t('guide.done')})</span>}
          </p>
          <p className="text-sm text-ink-muted">{text}</p>
        </div>
        {children}
      </div>
      {below && <div className="mt-3 empty:hidden">{below}</div>}
    </li>
  )
}
