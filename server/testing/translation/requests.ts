import type { Dialect } from '#server/domain/dialect'
import { dialectOf } from '#server/domain/provider'
import type { ProviderType } from '#server/domain/provider'
import type { UpstreamRequest } from '../fake-upstream'
import { fields } from './heard'
import type { Heard, HeardBody, Json } from './heard'
import { readChat } from './heard-chat'
import { readClaude } from './heard-claude'
import { readGemini } from './heard-gemini'
import { readResponses } from './heard-responses'

const READERS: Record<Dialect, (body: Json) => HeardBody> = {
  claude: readClaude,
  'openai-chat': readChat,
  'codex-responses': readResponses,
  gemini: readGemini,
}

/** What a provider was asked. @throws Error for what its vendor would refuse */
export function heardBy(
  type: ProviderType,
  { body: bytes, url }: Pick<UpstreamRequest, 'body' | 'url'>,
): Heard {
  const whole = fields(JSON.parse(bytes.toString()))
  const dialect = dialectOf(type)
  const body = type === 'gemini-cli' ? fields(whole.request) : whole
  const inPath = type === 'gemini' ? /models\/([^:]+):/.exec(url)?.[1] : undefined
  return {
    ...READERS[dialect](body),
    model: inPath ?? whole.model,
    stream: dialect === 'gemini' ? url.includes(':streamGenerateContent?alt=sse') : body.stream === true,
  }
}
