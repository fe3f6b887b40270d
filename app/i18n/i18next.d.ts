import 'i18next'
import type { DEFAULT_NAMESPACE } from './languages'
import type { texts } from './texts-en'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: typeof DEFAULT_NAMESPACE
    resources: typeof texts
    returnNull: false
  }
}
