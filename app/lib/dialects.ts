import type { Dialect } from '#server/domain/dialect'

/** In the order they are offered. The console may not import the server's list; `satisfies` holds the two together. */
export const DIALECTS = ['claude', 'openai-chat', 'codex-responses', 'gemini'] as const satisfies Dialect[]
