import { createCookie } from '@remix-run/node'
import { isTheme, type Theme } from './theme'

const YEAR_SECONDS = 31_536_000
const lasting = { path: '/', sameSite: 'lax', httpOnly: true, maxAge: YEAR_SECONDS } as const

export const languageCookie = createCookie('cch_language', lasting)
export const themeCookie = createCookie('cch_theme', lasting)
/** IANA name, told by the browser once: the server then writes times as the reader's clock shows them. */
export const timeZoneCookie = createCookie('cch_time_zone', lasting)

const FALLBACK_TIME_ZONE = 'UTC'

export async function readTheme(request: Request): Promise<Theme> {
  const value: unknown = await themeCookie.parse(request.headers.get('Cookie'))
  return isTheme(value) ? value : 'system'
}

export async function readTimeZone(request: Request): Promise<string> {
  const value: unknown = await timeZoneCookie.parse(request.headers.get('Cookie'))
  return isTimeZone(value) ? value : FALLBACK_TIME_ZONE
}

export function isTimeZone(value: unknown): value is string {
  if (typeof value !== 'string' || value === '') return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false
  }
}
