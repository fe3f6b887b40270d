/** What of an upstream's answer headers goes to the client: a list of what may. Cookies, hop-by-hop headers and the names
 * of the provider's own accounts stay here. */
const ALLOWED = new Set([
  'cache-control',
  'content-encoding',
  'content-language',
  'content-type',
  'request-id',
  'retry-after',
  'retry-after-ms',
  'x-request-id',
  'x-should-retry',
  'x-models-etag',
])
const ALLOWED_PREFIXES = ['anthropic-', 'openai-', 'x-ratelimit-', 'x-codex-', 'x-gemini-']
const REFUSED = new Set(['anthropic-organization-id', 'openai-organization', 'openai-project'])
const CACHE_SIZE = 1_000

const verdicts = new Map<string, string | null>()

export interface ReturnHeaders {
  /** name, value, name, value … for the client */
  headers: string[]
  contentType: string
  /** As the upstream announced it; null in chunked answers. */
  contentLength: string | null
}

/** @param rawHeaders name, value, name, value … as bytes */
export function returnHeaders(rawHeaders: readonly Buffer[]): ReturnHeaders {
  const headers: string[] = []
  let contentType = ''
  let contentLength: string | null = null
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const spelling = rawHeaders[i]?.toString('latin1') ?? ''
    const name = verdict(spelling)
    if (name === null) continue
    const value = rawHeaders[i + 1]?.toString('latin1') ?? ''
    if (name === 'content-length') {
      contentLength = value
      continue
    }
    if (name === 'content-type') contentType = value
    headers.push(name, value)
  }
  return { headers, contentType, contentLength }
}

function verdict(spelling: string): string | null {
  const known = verdicts.get(spelling)
  if (known !== undefined) return known
  const name = spelling.toLowerCase()
  const byPrefix = ALLOWED_PREFIXES.some((prefix) => name.startsWith(prefix)) && !REFUSED.has(name)
  const allowed = name === 'content-length' || ALLOWED.has(name) || byPrefix
  if (verdicts.size >= CACHE_SIZE) verdicts.clear()
  verdicts.set(spelling, allowed ? name : null)
  return allowed ? name : null
}
