import type { InitOptions, ResourceLanguage } from 'i18next'
import { DEFAULT_NAMESPACE, FALLBACK_LANGUAGE, NAMESPACES, type Language } from './languages'

/** The same options on both sides, so that hydration finds what the server wrote. */
export function initOptions(language: Language, texts: ResourceLanguage): InitOptions {
  return {
    lng: language,
    fallbackLng: FALLBACK_LANGUAGE,
    ns: [...NAMESPACES],
    defaultNS: DEFAULT_NAMESPACE,
    resources: { [language]: texts },
    interpolation: { escapeValue: false }, // React escapes
    react: { useSuspense: false },
  }
}
