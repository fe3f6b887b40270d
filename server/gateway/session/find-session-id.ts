import type { IncomingHttpHeaders } from 'node:http'
import type { RequestBody } from '../exchange'

/** In this order; Codex changed its spelling over time. */
const SESSION_HEADERS = [
  'x-claude-code-session-id',
  'session-id',
  'session_id',
  'conversation_id',
  'x-session-id',
  'x-session-affinity',
] as const
const LEGACY_USER_ID = /_account_[^_]*_session_([\w-]+)$/
const MAX_LENGTH = 128

/** FR-005. The conversation's id, in the client's own words, namespaced by key so that no client can touch another's.
 * Null when the client sends none. */
export function findSessionId(keyId: string, headers: IncomingHttpHeaders, body: RequestBody): string | null {
  const session =
    fromHeaders(headers) ?? fromMetadata(body) ?? body.text('prompt_cache_key') ?? fromCodeAssist(body)
  return session ? `${keyId}:${session.slice(0, MAX_LENGTH)}` : null
}

function fromHeaders(headers: IncomingHttpHeaders): string | null {
  for (const name of SESSION_HEADERS) {
    const value = headers[name]
    if (typeof value === 'string' && value) return value
  }
  return null
}

/** Claude Code: `metadata.user_id` is `user_<hash>_account_<uuid?>_session_<uuid>` or, since 2.1.78, a JSON string. */
function fromMetadata(body: RequestBody): string | null {
  const userId = memberOf(body, 'metadata', 'user_id')
  if (userId === null) return null
  if (!userId.startsWith('{')) return LEGACY_USER_ID.exec(userId)?.[1] ?? null
  try {
    return field(JSON.parse(userId), 'session_id')
  } catch {
    return null
  }
}

const fromCodeAssist = (body: RequestBody): string | null =>
  body.members.has('request') ? memberOf(body, 'request', 'session_id') : null

/** A string inside a small top-level object. Larger ones are not opened for it. */
export function memberOf(body: RequestBody, name: string, key: string, maxBytes = 65_536): string | null {
  const range = body.members.get(name)
  if (!range || range.end - range.start > maxBytes) return null
  try {
    return field(JSON.parse(body.bytes.toString('utf8', range.start, range.end)), key)
  } catch {
    return null
  }
}

function field(value: unknown, key: string): string | null {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null
  const found: unknown = Reflect.get(value, key)
  return typeof found === 'string' && found ? found : null
}
