/** Names and versions as real clients send them; first match wins. A user agent is a claim, not a proof: other tools send
 * `claude-cli` too. */
const CLIENTS: readonly [name: string, pattern: RegExp][] = [
  ['claude-code', /^(?:claude-cli|claude-code)\/(\d+\.\d+\.\d+(?:-[\w.]+)?)/],
  ['codex', /^codex[ _-][\w -]*?\/(\d+\.\d+\.\d+(?:-[\w.]+)?)/i],
  ['gemini-cli', /^GeminiCLI(?:-[\w-]+)?\/(\d+\.\d+\.\d+[^/\s]*)/],
  ['qwen-code', /^QwenCode\/(\d+\.\d+\.\d+)/],
  ['opencode', /^opencode\/(\d+\.\d+\.\d+)/],
  ['anthropic-sdk', /^Anthropic\/\w+ (\d+\.\d+\.\d+)/],
  ['openai-sdk', /^OpenAI\/\w+ (\d+\.\d+\.\d+)/],
  ['google-genai-sdk', /google-genai-sdk\/(\d+\.\d+\.\d+)/],
  ['cursor', /^Cursor\/(\d+\.\d+\.\d+)/],
]
const OTHER = /^([A-Za-z][\w.-]{0,39})\/(\d+(?:\.\d+)*)/
/** The same programs when they do not say which version they are. */
const UNVERSIONED: readonly [name: string, pattern: RegExp][] = [
  ['claude-code', /^claude-(?:cli|code)\b/],
  ['codex', /^codex_(?:cli|exec|vscode)/i],
  ['gemini-cli', /^GeminiCLI\b/],
]
const CACHE_SIZE = 500

const cache = new Map<string, { name: string | null; version: string | null }>()

/** The client's name and version from its user agent (FR-023); nulls when it says nothing recognisable. */
export function identifyClient(userAgent: string): { name: string | null; version: string | null } {
  const cached = cache.get(userAgent)
  if (cached) return cached
  const client = parse(userAgent)
  // A team has few clients; whoever sends endless variants must not make the cache grow.
  if (cache.size >= CACHE_SIZE) cache.clear()
  cache.set(userAgent, client)
  return client
}

function parse(userAgent: string): { name: string | null; version: string | null } {
  for (const [name, pattern] of CLIENTS) {
    const match = pattern.exec(userAgent)
    if (match) return { name, version: match[1] ?? null }
  }
  for (const [name, pattern] of UNVERSIONED) if (pattern.test(userAgent)) return { name, version: null }
  const other = OTHER.exec(userAgent)
  return { name: other?.[1]?.toLowerCase() ?? null, version: other?.[2] ?? null }
}
