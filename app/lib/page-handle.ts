import type { UIMatch } from '@remix-run/react'
import type { ParseKeys } from 'i18next'
import type { NAMESPACES } from '#app/i18n/languages'

/** What a route says of its page: `export const handle = { titleKey: 'providers:title' } satisfies PageHandle`. */
export interface PageHandle {
  titleKey: TitleKey
}
type TitleKey = ParseKeys<typeof NAMESPACES>

/** The deepest route's title. */
export function titleKeyOf(matches: UIMatch[]): TitleKey | undefined {
  return matches.map(({ handle }) => (isPageHandle(handle) ? handle.titleKey : undefined)).findLast(Boolean)
}

function isPageHandle(handle: unknown): handle is PageHandle {
  return typeof handle === 'object' && handle !== null && 'titleKey' in handle
}
