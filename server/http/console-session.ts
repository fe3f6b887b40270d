import type { Secrets } from '#server/platform/secrets'

const COOKIE = 'cch_session'

/** The session that a Cookie header carries; null when there is none that counts. */
export function readSession(options: {
  cookieHeader: string | undefined
  secrets: Pick<Secrets, 'verifySession'>
  nowMs: number
}): { role: 'admin' } | null {
  const { cookieHeader = '', secrets, nowMs } = options
  const pair = cookieHeader.split(';').find((part) => part.trim().startsWith(`${COOKIE}=`))
  if (pair === undefined) return null
  const session = secrets.verifySession(pair.trim().slice(COOKIE.length + 1), nowMs)
  return session && { role: session.role }
}

/** A Set-Cookie value. An empty value with an age of zero removes the cookie. */
export function sessionCookie(options: { value: string; maxAgeSeconds: number; secure: boolean }): string {
  const { value, maxAgeSeconds, secure } = options
  const attributes = ['Path=/', 'HttpOnly', 'SameSite=Strict', `Max-Age=${String(maxAgeSeconds)}`]
  return [`${COOKIE}=${value}`, ...attributes, ...(secure ? ['Secure'] : [])].join('; ')
}
