import { cva, type VariantProps } from 'class-variance-authority'
import { Slot } from 'radix-ui'
import type { ButtonHTMLAttributes } from 'react'
import { classNames } from './class-names'

const button = cva(
  'control inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded border px-3 text-sm font-medium transition-colors disabled:cursor-default disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'border-transparent bg-accent-solid text-accent-on hover:bg-accent-solid-hover',
        secondary: 'border-line-strong bg-surface text-ink shadow-raised hover:bg-hover',
        quiet: 'border-transparent text-ink-muted hover:bg-hover hover:text-ink',
        danger: 'border-line-strong bg-surface text-danger shadow-raised hover:bg-danger-soft',
        destructive: 'border-transparent bg-danger-solid text-accent-on hover:opacity-90',
      },
    },
    defaultVariants: { variant: 'secondary' },
  },
)

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement>, VariantProps<typeof button> {
  /** Lend the look to the child, for example a Link. */
  asChild?: boolean
}

export function Button({ asChild = false, variant, className, type, ...rest }: ButtonProps) {
  const look = classNames(button({ variant }), className)
  if (asChild) return <Slot.Root className={look} {...rest} />
  return <button type={type ?? 'button'} className={look} {...rest} />
}
