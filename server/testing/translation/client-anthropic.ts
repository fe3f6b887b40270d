import Anthropic, { APIError } from '@anthropic-ai/sdk'
import type {
  ContentBlockParam,
  ImageBlockParam,
  Message,
  MessageCreateParamsNonStreaming,
  MessageParam,
} from '@anthropic-ai/sdk/resources/messages'
import { keepHeaders } from './headers'
import { PIXEL } from '../record-fetch'
import { IMAGE_URL, joined, SCHEMA, SYSTEM, THINKING, TOOLS } from './talk'
import type { MatrixClient, Reply, Saying, Sending, ToldFailure, Wish } from './talk'

export function createAnthropicClient({ origin, key }: { origin: string; key: string }): MatrixClient {
  const kept = keepHeaders()
  const client = new Anthropic({ apiKey: key, baseURL: origin, fetch: kept.fetch, maxRetries: 0 })

  async function ask(params: MessageCreateParamsNonStreaming, streaming: boolean, sending: Sending) {
    const options = { ...(sending.signal && { signal: sending.signal }) }
    if (!streaming) return client.messages.create(params, options)
    const stream = client.messages.stream(params, options)
    stream.on('text', () => sending.onText?.())
    return stream.finalMessage()
  }

  return {
    talk(wish) {
      const messages: MessageParam[] = []
      return {
        async say(saying, sending = {}) {
          messages.push({ role: 'user', content: blocksOf(saying) })
          const message = await ask(paramsOf(wish, messages), wish.streaming, sending)
          messages.push({ role: 'assistant', content: message.content })
          return replyOf(message)
        },
      }
    },
    headers: kept.headers,
    told: (error) => (isApiError(error) ? toldBy(error) : null),
    errorNames: {
      400: 'BadRequestError',
      404: 'NotFoundError',
      429: 'RateLimitError',
      500: 'InternalServerError',
      502: 'InternalServerError',
      503: 'ServiceUnavailableError',
      529: 'OverloadedError',
    },
    abortName: 'APIUserAbortError',
    marksFailedResults: true,
    keepsProofs: true,
    stops: { done: 'end_turn', tools: 'tool_use', length: 'max_tokens' },
  }
}

/** With the class's own defaults in place of `any`. */
const isApiError = (error: unknown): error is APIError => error instanceof APIError

const toldBy = (error: APIError): ToldFailure => ({
  name: error.constructor.name,
  status: error.status,
  words: [error.type],
  retryAfter: error.headers?.get('retry-after') ?? null,
  message: error.message,
})

function paramsOf(wish: Wish, messages: readonly MessageParam[]): MessageCreateParamsNonStreaming {
  return {
    model: 'claude-opus-4-5',
    max_tokens: 20_000,
    system: SYSTEM,
    messages: [...messages],
    ...(wish.think && { thinking: { type: 'enabled', budget_tokens: THINKING.claude.budget } }),
    ...(wish.tools && {
      tools: TOOLS.map(({ name, description, parameters }) => ({
        name,
        description,
        input_schema: parameters,
      })),
    }),
    ...(wish.schema && { output_config: { format: { type: 'json_schema', schema: SCHEMA } } }),
  }
}

function blocksOf(saying: Saying): ContentBlockParam[] {
  if ('results' in saying)
    return saying.results.map(({ call, output, failed, shows }) => ({
      type: 'tool_result',
      tool_use_id: call.id ?? '',
      content: shows ? [{ type: 'text', text: output }, INLINE] : output,
      ...(failed && { is_error: true }),
    }))
  const text = { type: 'text' as const, text: saying.text }
  if (saying.image === undefined) return [text]
  return [
    saying.image === 'inline' ? INLINE : { type: 'image', source: { type: 'url', url: IMAGE_URL } },
    text,
  ]
}

const INLINE: ImageBlockParam = {
  type: 'image',
  source: { type: 'base64', media_type: 'image/png', data: PIXEL },
}

function replyOf({ content, stop_reason, usage }: Message): Reply {
  return {
    text: content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join(''),
    // An empty one only carries a proof.
    thoughts: joined(
      content.flatMap((block) =>
        block.type === 'thinking' && block.thinking !== '' ? [block.thinking] : [],
      ),
    ),
    calls: content.flatMap((block) => (block.type === 'tool_use' ? [block] : [])),
    stop: String(stop_reason),
    usage: {
      input:
        usage.input_tokens + (usage.cache_creation_input_tokens ?? 0) + (usage.cache_read_input_tokens ?? 0),
      cacheRead: usage.cache_read_input_tokens ?? 0,
      output: usage.output_tokens,
      reasoning: usage.output_tokens_details?.thinking_tokens ?? 0,
    },
  }
}
