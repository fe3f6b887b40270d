export const LANGUAGES = ['en', 'zh-CN', 'zh-TW', 'ja', 'ar'] as const
export type Language = (typeof LANGUAGES)[number]
export const FALLBACK_LANGUAGE: Language = 'en'

/** Each language by its own name, which is why these are not translated. */
export const LANGUAGE_NAMES: Record<Language, string> = {
  en: 'English',
  'zh-CN': '简体中文',
  'zh-TW': '繁體中文',
  ja: '日本語',
  ar: 'العربية',
}

export const isRightToLeft = (language: string): boolean => language === 'ar'

export const isLanguage = (value: unknown): value is Language =>
  LANGUAGES.some((language) => language === value)

export const NAMESPACES = [
  'common',
  'overview',
  'providers',
  'users',
  'my',
  'requests',
  'sessions',
  'statistics',
  'leaderboard',
  'routing',
  'translate',
  'rules',
  'words',
  'clients',
  'prices',
  'jobs',
  'messages',
  'webhooks',
  'settings',
  'audit',
] as const
type Namespace = (typeof NAMESPACES)[number]
export const DEFAULT_NAMESPACE: Namespace = 'common'
