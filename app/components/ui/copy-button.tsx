import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { copyText } from '#app/lib/copy-text'
import { Button, type ButtonProps } from './button'

interface CopyButtonProps extends Pick<ButtonProps, 'variant' | 'className'> {
  text: string
  /** What is copied, for those who do not see the place it stands in. */
  label: string
}

const SHOW_DONE_MS = 2_000

export function CopyButton({ text, label, variant = 'secondary', className }: CopyButtonProps) {
  const { t } = useTranslation()
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null)
  useEffect(() => {
    if (!outcome) return
    const timer = setTimeout(() => {
      setOutcome(null)
    }, SHOW_DONE_MS)
    return () => {
      clearTimeout(timer)
    }
  }, [outcome])

  const copy = async () => {
    setOutcome((await copyText(text)) ? 'copied' : 'failed')
  }
  const Icon = outcome === 'copied' ? Check : Copy
  const state = outcome ?? 'action'
  const word: string = t(`copy.${state}`)
  return (
    <Button
      variant={variant}
      aria-label={`${word}: ${label}`}
      className={`needs-scripting min-w-24 ${className ?? ''}`}
      onClick={() => void copy()}
    >
      <Icon aria-hidden />
      <span aria-live="polite">{word}</span>
    </Button>
  )
}
