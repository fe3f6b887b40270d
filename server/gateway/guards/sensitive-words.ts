import type { CompiledWords, WordHit } from '#server/domain/sensitive-words'
import type { RequestBody } from '../exchange'

/** Members that hold no words: binary data, what a provider sealed, addresses, ids and keywords of the protocols. Image data
 * alone may be longer than all else. */
const WORDLESS: ReadonlySet<string> = new Set([
  ...['data', 'file_data', 'image_url', 'url', 'uri', 'fileUri', 'file_uri'],
  ...['signature', 'thoughtSignature', 'thought_signature', 'encrypted_content'],
  ...['id', 'call_id', 'tool_use_id', 'tool_call_id', 'item_id', 'file_id', 'previous_response_id'],
  ...['type', 'role', 'model', 'media_type', 'mimeType', 'mime_type', 'format', 'cache_control', 'metadata'],
])

/** Members in which a model or a tool says what it likes, under whatever names. */
const FREE: ReadonlySet<string> = new Set(['input', 'args', 'response'])

/** Look for what no request may say. Costs nothing while there are no rules.
 * @returns null when nothing is found */
export function findWords(words: CompiledWords, body: RequestBody): WordHit | null {
  if (words.empty || body.bytes.length === 0) return null
  return words.find(textsOf(body.tree()))
}

/** All that a person, a model or a tool says in a request of any protocol. */
export function textsOf(tree: unknown): string[] {
  const texts: string[] = []
  collect(tree, texts, false)
  return texts
}

/** @param free under here every member counts */
function collect(value: unknown, texts: string[], free: boolean): void {
  if (typeof value === 'string') texts.push(value)
  else if (Array.isArray(value)) for (const element of value) collect(element, texts, free)
  else if (typeof value === 'object' && value !== null) collectMembers(value, texts, free)
}

function collectMembers(members: object, texts: string[], free: boolean): void {
  for (const [name, value] of Object.entries(members as Record<string, unknown>)) {
    if (!free && WORDLESS.has(name) && !isPlainText(name, members)) continue
    // `input` is also the list of messages of the Responses protocol, and a text to embed.
    const freeBelow = free || (FREE.has(name) && !Array.isArray(value))
    collect(value, texts, freeBelow)
    if (name === 'arguments' && typeof value === 'string') collectArguments(value, texts)
  }
}

/** The source of a document may be text: `{"type": "text", "media_type": "text/plain", "data": …}`. */
const isPlainText = (name: string, source: object): boolean =>
  name === 'data' && 'type' in source && source.type === 'text'

/** Arguments of a tool call are JSON inside of a string, where a word may stand escaped. */
function collectArguments(json: string, texts: string[]): void {
  if (!json.includes('\\')) return
  try {
    collect(JSON.parse(json), texts, true)
  } catch {
    // Not JSON after all; as a text it has been collected.
  }
}
