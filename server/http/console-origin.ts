const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether a request may change something: it must come from a page of the hub itself (CSRF). Browsers send Origin with
 * every form post and fetch that is not a GET; Referer is the fallback of the few that do not.
 * @param host      of the request, as it was addressed
 * @param publicUrl the hub's own URL when it is known, for a proxy that rewrites Host */
export function isSameOriginRequest(options: {
  method: string
  origin: string | undefined
  referer: string | undefined
  host: string | undefined
  publicUrl: string | null
}): boolean {
  const { method, origin, referer, host, publicUrl } = options
  if (SAFE_METHODS.has(method)) return true
  const source = hostOf(origin ?? referer)
  return source !== null && (source === host?.toLowerCase() || source === hostOf(publicUrl ?? undefined))
}

/** `Origin: null` of sandboxed frames is not a URL and so never the same origin. */
function hostOf(url: string | undefined): string | null {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : null
}
