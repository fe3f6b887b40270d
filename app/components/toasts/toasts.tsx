import { CircleAlert, CircleCheck, CircleSlash, X, type LucideIcon } from 'lucide-react'
import { Toast } from 'radix-ui'
import { createContext, useCallback, useContext, useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Flash } from '#app/lib/flash.server'

/** Something that has just happened; nothing is lost with it. */
export interface ShortNotice {
  id: string
  tone: 'ok' | 'warn' | 'danger'
  text: string
  /** Its reader did it, a moment ago; anything else waits until a screen reader is silent. */
  own: boolean
  /** Something to go on with. */
  action?: { element: ReactNode; altText: string }
}

const ICONS: Record<ShortNotice['tone'], { icon: LucideIcon; className: string }> = {
  ok: { icon: CircleCheck, className: 'text-ok' },
  warn: { icon: CircleSlash, className: 'text-warn' },
  danger: { icon: CircleAlert, className: 'text-danger' },
}

/** At once on the page; the oldest go first. */
const MOST = 3
const SHOWN_MS = 6_000
/** With something to do in it. */
const SHOWN_LONG_MS = 12_000

const VIEWPORT =
  'pointer-events-none fixed inset-x-4 bottom-4 z-30 flex flex-col items-center gap-2 rounded-lg [&>li]:pointer-events-auto'
const NOTICE =
  'flex max-w-full items-center gap-2 rounded-lg bg-surface py-1.5 pe-1.5 ps-4 text-sm font-medium shadow-overlay'

const TellContext = createContext<(notice: ShortNotice) => void>(() => undefined)

/** Shows a notice over whatever page there is. */
export const useTell = () => useContext(TellContext)

interface ToastsProps {
  /** What was just done, as the server tells it. */
  flash: Flash | null
  children: ReactNode
}

/** Short notices, outside the page's flow so that nothing moves. They wait while they are looked at, and go by themselves. */
export function Toasts({ flash, children }: ToastsProps) {
  const { t, i18n } = useTranslation()
  const [notices, setNotices] = useState<readonly ShortNotice[]>([])
  const [scripted, setScripted] = useState(false)
  const tell = useCallback((notice: ShortNotice) => {
    setNotices((known) => [...known.filter(({ id }) => id !== notice.id), notice].slice(-MOST))
  }, [])
  useEffect(() => {
    setScripted(true)
  }, [])
  useEffect(() => {
    if (flash) tell({ id: String(flash.id), tone: 'ok', text: t(flash.key), own: true })
  }, [flash, tell, t])
  return (
    <TellContext.Provider value={tell}>
      {children}
      {!scripted && flash && <PlainNotice text={t(flash.key)} />}
      {scripted && (
        <Toast.Provider label={t('toast.one')} swipeDirection={i18n.dir() === 'rtl' ? 'left' : 'right'}>
          {notices.map((notice) => (
            <Notice key={notice.id} notice={notice} />
          ))}
          <Toast.Viewport label={t('toast.label')} className={VIEWPORT} />
        </Toast.Provider>
      )}
    </TellContext.Provider>
  )
}

function Notice({ notice: { tone, text, own, action } }: { notice: ShortNotice }) {
  const { t } = useTranslation()
  return (
    <Toast.Root
      type={own ? 'foreground' : 'background'}
      duration={action ? SHOWN_LONG_MS : SHOWN_MS}
      className={`toast ${NOTICE}`}
    >
      <Mark tone={tone} />
      <Toast.Title className="min-w-0 break-words">{text}</Toast.Title>
      {action && (
        <Toast.Action asChild altText={action.altText}>
          {action.element}
        </Toast.Action>
      )}
      <Toast.Close
        aria-label={t('toast.close')}
        className="inline-flex size-8 shrink-0 items-center justify-center rounded text-ink-muted hover:bg-hover hover:text-ink max-lg:size-10"
      >
        <X aria-hidden className="size-4" />
      </Toast.Close>
    </Toast.Root>
  )
}

/** What the server renders. Without scripts it goes after a while, and cannot be closed. */
function PlainNotice({ text }: { text: string }) {
  const { t } = useTranslation()
  return (
    <div role="region" aria-label={t('toast.plain')}>
      <ol className={VIEWPORT}>
        <li role="status" className={`toast-plain min-h-11 lg:min-h-0 ${NOTICE}`}>
          <Mark tone="ok" />
          <span className="min-w-0 break-words py-1.5 pe-2.5">{text}</span>
        </li>
      </ol>
    </div>
  )
}

function Mark({ tone }: Pick<ShortNotice, 'tone'>) {
  const { icon: Icon, className } = ICONS[tone]
  return <Icon aria-hidden className={`size-4 shrink-0 ${className}`} />
}
