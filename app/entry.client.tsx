import { RemixBrowser } from '@remix-run/react'
import i18next from 'i18next'
import { startTransition } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { I18nextProvider, initReactI18next } from 'react-i18next'
import { initOptions } from '#app/i18n/init-options'
import { FALLBACK_LANGUAGE, isLanguage } from '#app/i18n/languages'
import { loadTexts } from '#app/i18n/load-texts'

declare global {
  // Read by get-nonce, through which Radix marks the style element that locks scrolling behind a dialog.
  var __webpack_nonce__: string | undefined
}

const { lang } = document.documentElement
const language = isLanguage(lang) ? lang : FALLBACK_LANGUAGE
globalThis.__webpack_nonce__ = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce

await i18next.use(initReactI18next).init(initOptions(language, await loadTexts[language]()))
await decodeState()
startTransition(() => {
  hydrateRoot(
    document,
    <I18nextProvider i18n={i18next}>
      <RemixBrowser />
    </I18nextProvider>,
  )
})

/** RemixBrowser suspends until the state that came with the page is decoded. It has no Suspense boundary around it, and a
 * key or click that reaches React 18 in that time forces the root through at once: it throws error 345 and the page is
 * never hydrated (https://github.com/remix-run/remix/issues/10214). So the promise that its first call throws is awaited
 * before React listens. Whatever else it throws, it throws again when it is rendered. */
async function decodeState(): Promise<void> {
  try {
    RemixBrowser({})
  } catch (pending) {
    await pending
  }
}
