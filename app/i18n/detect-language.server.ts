import { RemixI18Next } from 'remix-i18next/server'
import { languageCookie } from '#app/lib/preferences.server'
import { FALLBACK_LANGUAGE, isLanguage, LANGUAGES, type Language } from './languages'
import { negotiateLanguage } from './negotiate-language'

const detector = new RemixI18Next({
  detection: {
    supportedLanguages: [...LANGUAGES],
    fallbackLanguage: FALLBACK_LANGUAGE,
    cookie: languageCookie,
    // Its own reading of the header does not know that zh-HK and zh-Hant are read by those who read zh-TW.
    findLocale: (request) => Promise.resolve(negotiateLanguage(request.headers.get('Accept-Language'))),
    order: ['cookie', 'custom'],
  },
})

/** The reader's choice, else the best match of Accept-Language, else English. */
export async function detectLanguage(request: Request): Promise<Language> {
  const language = await detector.getLocale(request)
  return isLanguage(language) ? language : FALLBACK_LANGUAGE
}
