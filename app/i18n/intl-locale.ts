import type { Language } from './languages'

/** Languages whose Intl locale is more than their own name. Arabic counts in Latin digits, as developer tools in Arabic do:
 * figures stand beside code, ids and logs that have no other ones, and columns keep their tabular figures. */
const LOCALES: Partial<Record<string, string>> = { ar: 'ar-u-nu-latn' } satisfies Partial<
  Record<Language, string>
>

/** The locale by which numbers and times are written in a language of the console. */
export const intlLocale = (language: string): string => LOCALES[language] ?? language
