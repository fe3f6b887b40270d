import { useRouteLoaderData } from '@remix-run/react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { loader as rootLoader } from '#app/root'
import { createFormat, type Format } from './format'

/** Numbers, money and times as the reader writes them, in the reader's time zone. */
export function useFormat(): Format {
  const { i18n } = useTranslation()
  const timeZone = useRouteLoaderData<typeof rootLoader>('root')?.timeZone ?? 'UTC'
  return useMemo(() => createFormat(i18n.language, timeZone), [i18n.language, timeZone])
}
