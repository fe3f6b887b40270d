const COOKIE = 'cch_session'

/** The signed session that a Cookie header carries; null when there is none. */
export function readSessionCookie(cookieHeader = ''): string | null {
  const pair = cookieHeader.split(';').find((part) => part.trim().startsWith(`${COOKIE}=`))
  return pair === undefined ? null : pair.trim().slice(COOKIE.length + 1)
}

/** A Set-Cookie value. An empty value with an age of zero removes the cookie. */
export function sessionCookie(options: { value: string; maxAgeSeconds: number; secure: boolean }): string {
  const { value, maxAgeSeconds, secure } = options
  const attributes = ['Path=/', 'HttpOnly', 'SameSite=Strict', `Max-Age=${String(maxAgeSeconds)}`]
  return [`${COOKIE}=${value}`, ...attributes, ...(secure ? ['Secure'] : [])].join('; ')
}
