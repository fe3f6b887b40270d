/** What of a client's request headers goes upstream: a list of what may, so that nothing else can. Credentials, cookies,
 * hop-by-hop headers and whatever names the client's network stay here. */
const ALLOWED = new Set([
  'accept',
  'accept-language',
  'content-type',
  'conversation_id',
  'idempotency-key',
  'originator',
  'session-id',
  'session_id',
  'thread-id',
  'thread_id',
  'user-agent',
  'version',
  'x-app',
  'x-client-request-id',
  'x-interaction-id',
  'x-session-affinity',
  'x-session-id',
])
const ALLOWED_PREFIXES = [
  'anthropic-',
  'openai-',
  'x-stainless-',
  'x-claude-code-',
  'x-codex-',
  'x-openai-',
  'x-goog-',
  'x-gemini-',
]
/** They look allowed by their prefix, but name an account or carry a credential. */
const REFUSED = /key|auth|token|secret|credential|cookie|organization|project|user/
const CACHE_SIZE = 1_000

/** Spellings as they arrive → the name to send, or null. Header names repeat from request to request. */
const verdicts = new Map<string, string | null>()

/** @param rawHeaders name, value, name, value … as they came
 * @returns the same form, lower-case names, only what may go upstream */
export function forwardHeaders(rawHeaders: readonly string[]): string[] {
  const forwarded: string[] = []
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = verdict(rawHeaders[i] ?? '')
    if (name !== null) forwarded.push(name, rawHeaders[i + 1] ?? '')
  }
  return forwarded
}

function verdict(spelling: string): string | null {
  const known = verdicts.get(spelling)
  if (known !== undefined) return known
  const name = spelling.toLowerCase()
  const allowed =
    ALLOWED.has(name) || (ALLOWED_PREFIXES.some((prefix) => name.startsWith(prefix)) && !REFUSED.test(name))
  if (verdicts.size >= CACHE_SIZE) verdicts.clear()
  verdicts.set(spelling, allowed ? name : null)
  return allowed ? name : null
}
