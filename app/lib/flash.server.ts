import { createCookie, redirect } from '@remix-run/node'
import type { ParseKeys } from 'i18next'

/** What was just done, told once on the next page. */
type FlashKey = Extract<ParseKeys<'common'>, `done.${string}`>
export interface Flash {
  key: FlashKey
  /** Tells two flashes of the same words apart. */
  id: number
}

const flashCookie = createCookie('cch_flash', { path: '/', sameSite: 'lax', httpOnly: true, maxAge: 60 })

export async function redirectWithFlash(to: string, key: FlashKey) {
  const flash: Flash = { key, id: Date.now() }
  return redirect(to, { headers: { 'Set-Cookie': await flashCookie.serialize(flash) } })
}

export async function readFlash(request: Request): Promise<{ flash: Flash | null; clear: string | null }> {
  const flash: unknown = await flashCookie.parse(request.headers.get('Cookie'))
  if (!isFlash(flash)) return { flash: null, clear: null }
  return { flash, clear: await flashCookie.serialize(null, { maxAge: 0 }) }
}

function isFlash(value: unknown): value is Flash {
  if (typeof value !== 'object' || value === null || !('key' in value) || !('id' in value)) return false
  return typeof value.key === 'string' && value.key.startsWith('done.') && typeof value.id === 'number'
}
