import { RemixI18Next } from 'remix-i18next/server'
import { languageCookie } from '#app/lib/preferences.server'
import { FALLBACK_LANGUAGE, isLanguage, LANGUAGES, type Language } from './languages'

const detector = new RemixI18Next({
  detection: {
    supportedLanguages: [...LANGUAGES],
    fallbackLanguage: FALLBACK_LANGUAGE,
    cookie: languageCookie,
    order: ['cookie', 'header'],
  },
})

/** The reader's choice, else the best match of Accept-Language, else English. */
export async function detectLanguage(request: Request): Promise<Language> {
  const language = await detector.getLocale(request)
  return isLanguage(language) ? language : FALLBACK_LANGUAGE
}
