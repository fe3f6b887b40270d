import { z } from 'zod'
import { DIALECTS } from './dialect'
import type { Dialect } from './dialect'
import { modelRedirectSchema } from './model-redirects'
import type { ModelRedirect } from './provider'

/** FR-006: how a model of another protocol is called at providers of `dialect`. */
export const catalogueRule = modelRedirectSchema.safeExtend({
  dialect: z.enum(DIALECTS, { error: `must be one of ${DIALECTS.join(', ')}` }),
})
export type CatalogueRule = z.output<typeof catalogueRule>

/** By size, for those protocols whose providers have names of their own. Behind `openai-chat` anything may stand, relays that
 * know every name among them, so nothing is renamed there without a redirect. */
export const DEFAULT_CATALOGUE: readonly CatalogueRule[] = [
  {
    dialect: 'claude',
    match: 'pattern',
    from: '^(gpt|o[0-9]|codex|gemini).*(mini|nano|flash|lite)',
    to: 'claude-haiku-4-5',
  },
  { dialect: 'claude', match: 'pattern', from: '^(gpt|o[0-9]|codex|gemini)', to: 'claude-sonnet-4-5' },
  {
    dialect: 'codex-responses',
    match: 'pattern',
    from: '^claude.*haiku|^gemini.*(flash|lite)',
    to: 'gpt-5-mini',
  },
  { dialect: 'codex-responses', match: 'pattern', from: '^(claude|gemini)', to: 'gpt-5' },
  {
    dialect: 'gemini',
    match: 'pattern',
    from: '^claude.*haiku|^(gpt|o[0-9]|codex).*(mini|nano)',
    to: 'gemini-2.5-flash',
  },
  { dialect: 'gemini', match: 'pattern', from: '^(claude|gpt|o[0-9]|codex)', to: 'gemini-2.5-pro' },
]

/** The rules for providers of one dialect, as redirects. */
export const defaultsFor = (catalogue: readonly CatalogueRule[], dialect: Dialect): ModelRedirect[] =>
  catalogue.filter((rule) => rule.dialect === dialect).map(({ match, from, to }) => ({ match, from, to }))
