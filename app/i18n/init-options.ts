import type { FormatFunction, InitOptions, ResourceLanguage } from 'i18next'
import { DEFAULT_NAMESPACE, FALLBACK_LANGUAGE, isRightToLeft, NAMESPACES, type Language } from './languages'

const FIRST_STRONG_ISOLATE = '\u2068'
const POP_DIRECTIONAL_ISOLATE = '\u2069'

/** A name, path or figure within a sentence that is read from right to left keeps its own direction, and does not turn the
 * signs around it.
 * @see https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates */
const isolate: FormatFunction = (
  value: string | number | null | undefined,
  _format,
  language = FALLBACK_LANGUAGE,
) =>
  isRightToLeft(language)
    ? `${FIRST_STRONG_ISOLATE}${String(value ?? '')}${POP_DIRECTIONAL_ISOLATE}`
    : String(value ?? '')

/** The same options on both sides, so that hydration finds what the server wrote. */
export function initOptions(language: Language, texts: ResourceLanguage): InitOptions {
  return {
    lng: language,
    fallbackLng: FALLBACK_LANGUAGE,
    ns: [...NAMESPACES],
    defaultNS: DEFAULT_NAMESPACE,
    resources: { [language]: texts },
    // React escapes.
    interpolation: { escapeValue: false, alwaysFormat: true, format: isolate },
    react: { useSuspense: false },
  }
}
