import type { Usage } from '#server/domain/usage'

/** What the matrix asks of an official SDK, in words of no protocol. Each client says it in its own. */

export interface Wish {
  streaming: boolean
  /** Think, as much as `THINKING` says, and let it be seen where the protocol can ask for that. */
  think?: boolean
  /** With the two tools of `TOOLS`. */
  tools?: boolean
  /** Answer after `SCHEMA`. */
  schema?: boolean
}

export type Saying = { text: string; image?: 'inline' | 'url' } | { results: readonly Result[] }

export interface Result {
  call: Call
  output: string
  failed?: boolean
  /** With a picture. */
  shows?: boolean
}

export interface Call {
  id: string | undefined
  name: string
  /** As the SDK gives it, parsed. */
  input: unknown
}

export interface Reply {
  text: string
  /** Null where the answer shows none. */
  thoughts: string | null
  calls: readonly Call[]
  /** Why it ended, in the protocol's own word. */
  stop: string
  usage: ReplyUsage
}

/** `input`: all of it, cached or not. */
export type ReplyUsage = Pick<Usage, 'input' | 'cacheRead' | 'output' | 'reasoning'>

export interface Sending {
  signal?: AbortSignal
  /** Called at the first piece of text of a stream. */
  onText?: () => void
}

/** One conversation. The SDK's own answers go back with the next turn as they came. */
export interface Talk {
  /** @throws the SDK's own errors */
  say(saying: Saying, sending?: Sending): Promise<Reply>
}

/** What an SDK's error tells. `words`: its protocol's own, for the kind of failure; OpenAI's is two, type and code. */
export interface ToldFailure {
  /** Of its class. */
  name: string
  status: number | undefined
  words: readonly (string | null)[]
  retryAfter: string | null
  message: string
}

export interface MatrixClient {
  talk(wish: Wish): Talk
  /** Headers of the last answer. */
  headers(): Headers
  /** Null for what is no error of the SDK's. */
  told(error: unknown): ToldFailure | null
  /** Its classes for answers with these statuses. */
  errorNames: Readonly<Record<number, string>>
  abortName: string
  /** Its protocol can mark a tool's result as a failure. */
  marksFailedResults: boolean
  /** Its protocol keeps proofs of thoughts. */
  keepsProofs: boolean
  /** Its words for: done, tools to be run, limit reached. */
  stops: { done: string; tools: string; length: string }
}

/** The client's own name for the model; the provider has another one. */
export const SYSTEM = 'Be brief. “Quotes”, 世界.'
export const IMAGE_URL = 'https://example.com/pixel.png'

export const WEATHER_PARAMETERS = {
  type: 'object' as const,
  properties: { city: { type: 'string', description: 'A city’s name' } },
  required: ['city'],
}
export const NO_PARAMETERS = { type: 'object' as const, properties: {} }
export const TOOLS = [
  { name: 'get_weather', description: 'The weather "now"', parameters: WEATHER_PARAMETERS },
  { name: 'get_time', description: 'The time', parameters: NO_PARAMETERS },
] as const

export const SCHEMA = {
  type: 'object' as const,
  properties: {
    city: { type: 'string' },
    degrees: { type: 'array', items: { type: 'integer' } },
  },
  required: ['city', 'degrees'],
  additionalProperties: false,
}

/** How much thinking each client asks for, in its own unit. */
export const THINKING = {
  claude: { budget: 8_192 },
  'openai-chat': { effort: 'high' },
  'codex-responses': { effort: 'low' },
  gemini: { budget: 4_096 },
} as const

export const parsedArguments = (text: string): unknown => JSON.parse(text)

export const joined = (pieces: readonly string[]): string | null =>
  pieces.length === 0 ? null : pieces.join('')
