import type { ResourceLanguage } from 'i18next'
import type { Language } from './languages'

/** One chunk a language: the browser fetches only the one it shows, the server reads each once. */
export const loadTexts: Record<Language, () => Promise<ResourceLanguage>> = {
  en: async () => (await import('./texts-en')).texts,
  'zh-CN': async () => (await import('./texts-zh-cn')).texts,
  'zh-TW': async () => (await import('./texts-zh-tw')).texts,
  ja: async () => (await import('./texts-ja')).texts,
  ar: async () => (await import('./texts-ar')).texts,
}
