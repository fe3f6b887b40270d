import { data, type LinksFunction, type LoaderFunctionArgs } from '@remix-run/node'
import {
  Links,
  LiveReload,
  Outlet,
  Scripts,
  ScrollRestoration,
  useMatches,
  useRouteLoaderData,
} from '@remix-run/react'
import { Direction } from 'radix-ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorPage } from '#app/components/error-page'
import { ProgressBar } from '#app/components/progress-bar'
import { Toasts } from '#app/components/toasts/toasts'
import { NAMESPACES } from '#app/i18n/languages'
import { detectLanguage } from '#app/i18n/detect-language.server'
import { useFollowLanguage } from '#app/i18n/use-follow-language'
import { readFlash } from '#app/lib/flash.server'
import { useNonce } from '#app/lib/nonce'
import { titleKeyOf } from '#app/lib/page-handle'
import { readTheme, readTimeZone } from '#app/lib/preferences.server'
import { useTellTimeZone } from '#app/lib/use-tell-time-zone'
import consoleCss from '#app/styles/console.css'

export const links: LinksFunction = () => [
  { rel: 'stylesheet', href: consoleCss },
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
]

export async function loader({ request }: LoaderFunctionArgs) {
  const [language, theme, timeZone, { flash, clear }] = await Promise.all([
    detectLanguage(request),
    readTheme(request),
    readTimeZone(request),
    readFlash(request),
  ])
  return data({ language, theme, timeZone, flash }, clear ? { headers: { 'Set-Cookie': clear } } : {})
}

/** Wraps the page and every error boundary alike. */
export function Layout({ children }: { children: ReactNode }) {
  const { t, i18n } = useTranslation(NAMESPACES)
  const nonce = useNonce()
  const theme = useRouteLoaderData<typeof loader>('root')?.theme ?? 'system'
  const titleKey = titleKeyOf(useMatches())
  return (
    <html lang={i18n.language} dir={i18n.dir()} data-theme={theme === 'system' ? undefined : theme}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{titleKey ? `${t(titleKey)} · ${t('common:app.name')}` : t('common:app.name')}</title>
        <Links />
      </head>
      <body>
        <ProgressBar />
        {children}
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
        <LiveReload nonce={nonce} />
      </body>
    </html>
  )
}

export default function App() {
  const { i18n } = useTranslation()
  const root = useRouteLoaderData<typeof loader>('root')
  useFollowLanguage(root?.language)
  useTellTimeZone(root?.timeZone)
  return (
    <Direction.Provider dir={i18n.dir()}>
      <Toasts flash={root?.flash ?? null}>
        <Outlet />
      </Toasts>
    </Direction.Provider>
  )
}

export function ErrorBoundary() {
  return <ErrorPage />
}
