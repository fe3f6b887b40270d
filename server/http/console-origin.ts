import type { IncomingMessage } from 'node:http'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether a request may change something: it must come from a page of the hub itself (CSRF). Browsers say so in
 * Sec-Fetch-Site, which no page can set, where the hub is reached by TLS or on loopback; elsewhere they send Origin with every
 * form post and fetch that is not a GET; Referer is the fallback of the few that do not.
 * @see https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 * @param site  of Sec-Fetch-Site; `none` is what the person did without any page
 * @param host      of the request, as it was addressed
 * @param publicUrl the hub's own URL when it is known, for a proxy that rewrites Host */
export function isSameOriginRequest(options: {
  method: string
  site: string | undefined
  origin: string | undefined
  referer: string | undefined
  host: string | undefined
  publicUrl: string | null
}): boolean {
  const { method, site, origin, referer, host, publicUrl } = options
  if (SAFE_METHODS.has(method)) return true
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const source = hostOf(origin ?? referer)
  return source !== null && (source === host?.toLowerCase() || source === hostOf(publicUrl ?? undefined))
}

/** `Origin: null` of sandboxed frames is not a URL and so never the same origin. */
function hostOf(url: string | undefined): string | null {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : null
}

/** The same of the headers of a request.
 * @param publicUrl as above */
export const comesFromOwnPage = (
  { method, headers }: Pick<IncomingMessage, 'method' | 'headers'>,
  publicUrl: string | null,
): boolean =>
  isSameOriginRequest({
    method: method ?? 'GET',
    site: headers['sec-fetch-site']?.toString(),
    origin: headers.origin,
    referer: headers.referer,
    host: headers.host,
    publicUrl,
  })
