/** The four wire protocols that clients and providers speak. See decisions/001-one-ir.md. */
export const DIALECTS = ['claude', 'openai-chat', 'codex-responses', 'gemini'] as const
export type Dialect = (typeof DIALECTS)[number]
