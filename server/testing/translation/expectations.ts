import type { Dialect } from '#server/domain/dialect'
import { dialectOf } from '#server/domain/provider'
import type { ProviderType } from '#server/domain/provider'
import { PROVIDER_CREDENTIAL } from '../hub-client'
import { USAGE } from './answers'
import type { ReplyUsage } from './talk'

/** What the providers call the model, whatever the client calls it. */
const MODEL: Record<Dialect, string> = {
  claude: 'claude-sonnet-4-5',
  'openai-chat': 'gpt-5.2',
  'codex-responses': 'gpt-5.2',
  gemini: 'gemini-2.5-pro',
}
export const servedModel = (type: ProviderType): string => MODEL[dialectOf(type)]

interface Calling {
  path: { stream: string; whole: string }
  credential: { header: string; value: string }
}

const always = (path: string) => ({ stream: path, whole: path })
const google = (path: string) => ({
  stream: `${path}:streamGenerateContent?alt=sse`,
  whole: `${path}:generateContent`,
})
const bearer = { header: 'authorization', value: `Bearer ${PROVIDER_CREDENTIAL}` }
const header = (name: string) => ({ header: name, value: PROVIDER_CREDENTIAL })

/** How each type of provider wants to be called. */
export const CALLING: Record<ProviderType, Calling> = {
  claude: { path: always('/v1/messages'), credential: header('x-api-key') },
  'claude-auth': { path: always('/v1/messages'), credential: bearer },
  'openai-compatible': { path: always('/v1/chat/completions'), credential: bearer },
  codex: { path: always('/v1/responses'), credential: bearer },
  gemini: { path: google(`/v1beta/models/${MODEL.gemini}`), credential: header('x-goog-api-key') },
  'gemini-cli': { path: google('/v1internal'), credential: bearer },
}

const amounts = (budget: number, effort: string): Record<Dialect, unknown> => ({
  claude: budget,
  'openai-chat': effort,
  'codex-responses': effort,
  gemini: budget,
})
/** What a client's wish to think comes to at a provider: `THINKING` by the hub's rate of exchange. */
export const AMOUNT_OF_THINKING: Record<Dialect, Record<Dialect, unknown>> = {
  claude: amounts(8_192, 'medium'),
  'openai-chat': amounts(16_384, 'high'),
  'codex-responses': amounts(2_048, 'low'),
  gemini: amounts(4_096, 'low'),
}

export const EXPECTED_USAGE: ReplyUsage = {
  input: USAGE.input + USAGE.cacheRead,
  cacheRead: USAGE.cacheRead,
  output: USAGE.output,
  reasoning: USAGE.reasoning,
}
