import { Form, Link, NavLink, useLocation } from '@remix-run/react'
import { BookOpen, LogOut, Menu } from 'lucide-react'
import { useEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Brand } from './brand'
import { OWN_PAGES, PAGES } from './navigation'
import { PaletteButton, usePalette } from './palette/palette-button'
import { PreferencesMenu } from './preferences-menu'

const item =
  'flex min-h-8 w-full items-center gap-2.5 rounded px-2.5 text-sm text-ink-muted transition-colors hover:bg-hover hover:text-ink max-lg:min-h-10 [&_svg]:size-4'
const current = 'aria-[current=page]:bg-sunken aria-[current=page]:font-medium aria-[current=page]:text-ink'

interface AppShellProps {
  /** Shows the pages of a user instead of those of the admin. */
  member?: boolean
  /** Messages that its reader has not read; 100 stands for as many or more. */
  unread?: number
  children: ReactNode
}

export function AppShell({ member = false, unread = 0, children }: AppShellProps) {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const main = useFocusOnNavigation(pathname)
  const { palette, show } = usePalette(member)
  return (
    <div className="lg:grid lg:min-h-screen lg:grid-cols-[var(--sidebar-width)_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only z-50 rounded bg-surface px-3 py-2 text-sm font-medium shadow-overlay focus:not-sr-only focus:fixed focus:start-3 focus:top-3"
      >
        {t('nav.skip')}
      </a>
      <header className="sticky top-0 z-20 border-b bg-surface lg:hidden">
        {/* Beside the menu's own line, as a summary may hold no other control. */}
        <PaletteButton
          onOpen={show}
          className="absolute end-28 top-2 z-10 inline-flex size-10 items-center justify-center overflow-hidden rounded text-ink-muted hover:bg-hover [&>span]:sr-only"
        />
        {/* Keyed by the page, so that choosing one closes the menu. */}
        <details key={pathname} className="group/menu">
          <summary className="flex h-14 items-center justify-between px-4 -outline-offset-2">
            <Brand />
            <span className="inline-flex h-10 items-center gap-2 rounded px-2 text-sm font-medium">
              <Menu aria-hidden className="size-4" />
              {t('nav.menu')}
            </span>
          </summary>
          <div className="max-h-[calc(100dvh-3.5rem)] overflow-y-auto border-t p-3">
            <Navigation member={member} unread={unread} />
          </div>
        </details>
      </header>
      <aside className="sticky top-0 hidden h-screen flex-col overflow-y-auto border-e bg-surface p-3 lg:flex">
        <Link to={member ? '/my' : '/'} className="mb-2 flex h-10 shrink-0 items-center rounded px-2.5">
          <Brand />
        </Link>
        <PaletteButton
          onOpen={show}
          className="mb-3 flex h-8 shrink-0 items-center gap-2 rounded border border-line-strong bg-surface px-2.5 text-sm text-ink-muted shadow-raised hover:bg-hover"
        />
        <Navigation member={member} unread={unread} />
      </aside>
      <main
        id="main"
        ref={main}
        tabIndex={-1}
        className="mx-auto w-full min-w-0 max-w-page px-4 py-6 sm:px-6 lg:px-8 lg:py-8"
      >
        {children}
      </main>
      {palette}
    </div>
  )
}

function Navigation({ member, unread }: { member: boolean; unread: number }) {
  const { t } = useTranslation()
  return (
    <div className="flex grow flex-col justify-between gap-3">
      <nav aria-label={t('nav.label')}>
        <ul className="space-y-0.5">
          {(member ? OWN_PAGES : PAGES).map(({ to, key, icon: Icon }) => (
            <li key={to}>
              <NavLink
                to={to}
                end={to === '/' || to === '/my'}
                prefetch="intent"
                className={`${item} ${current}`}
              >
                <Icon aria-hidden />
                {t(key)}
                {key === 'nav.notifications' && unread > 0 && <UnreadBadge count={unread} />}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <div className="space-y-0.5 border-t pt-3">
        <PreferencesMenu className={item} />
        {(['swagger', 'scalar'] as const).map((kind) => (
          // Pages of the hub that are none of the console's.
          <a key={kind} href={`/api/actions/${kind === 'swagger' ? 'docs' : 'scalar'}`} className={item}>
            <BookOpen aria-hidden />
            {t(`nav.${kind}`)}
          </a>
        ))}
        <Form method="post" action="/sign-out">
          <button type="submit" className={item}>
            <LogOut aria-hidden className="rtl:rotate-180" />
            {t('nav.signOut')}
          </button>
        </Form>
      </div>
    </div>
  )
}

function UnreadBadge({ count }: { count: number }) {
  const { t } = useTranslation()
  return (
    <span className="ms-auto rounded-sm bg-accent-soft px-1.5 text-xs font-medium tabular-nums text-accent">
      <span aria-hidden>{count >= 100 ? '99+' : count}</span>
      <span className="sr-only">{t('nav.unread', { count })}</span>
    </span>
  )
}

/** A page change without a reload says nothing to a screen reader, and leaves the focus on a link that may be gone. */
function useFocusOnNavigation(pathname: string) {
  const main = useRef<HTMLElement>(null)
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current === pathname) return
    shown.current = pathname
    main.current?.focus({ preventScroll: true })
  }, [pathname])
  return main
}
