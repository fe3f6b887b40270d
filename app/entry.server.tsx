import { PassThrough } from 'node:stream'
import { createReadableStreamFromReadable, type AppLoadContext, type EntryContext } from '@remix-run/node'
import { RemixServer } from '@remix-run/react'
import { createInstance } from 'i18next'
import { renderToPipeableStream } from 'react-dom/server'
import { I18nextProvider, initReactI18next } from 'react-i18next'
import { detectLanguage } from '#app/i18n/detect-language.server'
import { initOptions } from '#app/i18n/init-options'
import { loadTexts } from '#app/i18n/load-texts'
import { NonceProvider } from '#app/lib/nonce'

export const streamTimeout = 5_000

export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  { nonce }: AppLoadContext,
): Promise<Response> {
  const language = await detectLanguage(request)
  const i18n = createInstance()
  await i18n.use(initReactI18next).init(initOptions(language, await loadTexts[language]()))

  return new Promise((resolve, reject) => {
    let responseStatus = status
    const { pipe, abort } = renderToPipeableStream(
      <NonceProvider value={nonce}>
        <I18nextProvider i18n={i18n}>
          <RemixServer context={remixContext} url={request.url} nonce={nonce} />
        </I18nextProvider>
      </NonceProvider>,
      {
        nonce,
        onShellReady() {
          const body = new PassThrough()
          headers.set('Content-Type', 'text/html; charset=utf-8')
          headers.append('Vary', 'Cookie, Accept-Language')
          resolve(new Response(createReadableStreamFromReadable(body), { headers, status: responseStatus }))
          pipe(body)
        },
        onShellError: reject,
        onError() {
          // Remix shows the nearest boundary; a part that failed after the shell must not pass for a success.
          responseStatus = 500
        },
      },
    )
    setTimeout(abort, streamTimeout + 1_000).unref()
  })
}
