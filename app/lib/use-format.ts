import { useRouteLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import type { loader as rootLoader } from '#app/root'
import { createFormat, type Format } from './format'

/** Numbers, money and times as the reader writes them, in the reader's time zone. */
export function useFormat(): Format {
  const { i18n } = useTranslation()
  const timeZone = useRouteLoaderData<typeof rootLoader>('root')?.timeZone ?? 'UTC'
  return formatOf(i18n.language, timeZone)
}

/** Making one costs a millisecond of Intl, which every row of every table would spend again: half of what a page of the
 * request log took the server. They hold nothing of their readers. */
const made = new Map<string, Format>()
/** More than the languages and zones of a hub's readers; whoever sends others by the hundred only loses the others. */
const MOST_MADE = 200

function formatOf(language: string, timeZone: string): Format {
  const key = `${language} ${timeZone}`
  const known = made.get(key)
  if (known) return known
  if (made.size >= MOST_MADE) made.clear()
  const format = createFormat(language, timeZone)
  made.set(key, format)
  return format
}
