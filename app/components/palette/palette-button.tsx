import { Search } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { classNames } from '#app/components/ui/class-names'

/** Fetched when it is first opened, or about to be: no page waits for it. */
const load = () => import('./command-palette')
const CommandPalette = lazy(load)
const preload = () => void load()

interface PaletteButtonProps {
  onOpen: () => void
  className: string
}

/** Opens the palette; so does Ctrl+K, ⌘K, and "/" where the page has no search of its own. One stands on the page for
 * narrow screens and one for wide ones, so the keys are heard by `usePaletteKeys` once. */
export function PaletteButton({ className, onOpen }: PaletteButtonProps) {
  const { t } = useTranslation()
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K Meta+K"
      className={classNames('needs-scripting', className)}
      onPointerEnter={preload}
      onFocus={preload}
      onClick={onOpen}
    >
      <Search aria-hidden className="size-4" />
      <span>{t('palette.open')}</span>
      <kbd aria-hidden className="ms-auto font-sans text-xs text-ink-faint max-lg:hidden" dir="ltr">
        {t('palette.keys')}
      </kbd>
    </button>
  )
}

/** @returns the palette, to be rendered once, and what opens it */
export function usePalette(member: boolean) {
  const [open, setOpen] = useState(false)
  // Once opened it stays mounted, so that closing it can fade and give the focus back.
  const [wanted, setWanted] = useState(false)
  const show = () => {
    setWanted(true)
    setOpen(true)
  }
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { key, metaKey, ctrlKey, altKey, shiftKey } = event
      const named = key.toLowerCase() === 'k' && (metaKey || ctrlKey) && !altKey && !shiftKey
      const slash = key === '/' && !metaKey && !ctrlKey && !altKey && !isTyping(event.target)
      if (!named && !slash) return
      event.preventDefault()
      if (slash && focusSearch()) return
      setWanted(true)
      setOpen((was) => slash || !was)
    }
    document.addEventListener('keydown', press)
    return () => {
      document.removeEventListener('keydown', press)
    }
  }, [])
  const palette = wanted && (
    <Suspense fallback={null}>
      <CommandPalette member={member} open={open} onOpenChange={setOpen} />
    </Suspense>
  )
  return { palette, show }
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input, select, textarea, [role="menu"] *'))

/** @returns whether the page has a search */
function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('main [role="search"] input[type="search"]')
  field?.focus()
  field?.select()
  return field !== null
}
