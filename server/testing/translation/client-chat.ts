import OpenAI from 'openai'
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions'
import { isRecord } from '#server/gateway/translate/ir/metering'
import { keepHeaders } from './headers'
import { PIXEL } from '../record-fetch'
import { openAiErrors } from './openai-errors'
import { IMAGE_URL, joined, parsedArguments, SCHEMA, SYSTEM, THINKING, TOOLS } from './talk'
import type { MatrixClient, Reply, ReplyUsage, Saying, Sending, Wish } from './talk'

export function createChatClient({ origin, key }: { origin: string; key: string }): MatrixClient {
  const kept = keepHeaders()
  const client = new OpenAI({ apiKey: key, baseURL: `${origin}/v1`, fetch: kept.fetch, maxRetries: 0 })

  async function ask(params: ChatCompletionCreateParamsNonStreaming, streaming: boolean, sending: Sending) {
    const options = { ...(sending.signal && { signal: sending.signal }) }
    if (!streaming) {
      const completion = await client.chat.completions.create(params, options)
      return {
        completion,
        thoughts: joined(completion.choices.flatMap(({ message }) => thoughtsIn(message))),
      }
    }
    const withUsage = { ...params, stream: true as const, stream_options: { include_usage: true } }
    const stream = client.chat.completions.stream(withUsage, options)
    const thoughts: string[] = []
    stream.on('content', () => sending.onText?.())
    // The SDK knows no thoughts: it hands on each piece, and adds none of them up.
    stream.on('chunk', ({ choices }: ChatCompletionChunk) => {
      thoughts.push(...choices.flatMap(({ delta }) => thoughtsIn(delta)))
    })
    return { completion: await stream.finalChatCompletion(), thoughts: joined(thoughts) }
  }

  return {
    talk(wish) {
      const messages: ChatCompletionMessageParam[] = [{ role: 'system', content: SYSTEM }]
      return {
        async say(saying, sending = {}) {
          messages.push(...messagesOf(saying))
          const { completion, thoughts } = await ask(paramsOf(wish, messages), wish.streaming, sending)
          messages.push(...completion.choices.map(({ message }) => message))
          return { ...replyOf(completion), thoughts }
        },
      }
    },
    headers: kept.headers,
    ...openAiErrors,
    marksFailedResults: false,
    keepsProofs: false,
    stops: { done: 'stop', tools: 'tool_calls', length: 'length' },
  }
}

/** What servers that show thoughts send beside the SDK's own members. */
const thoughtsIn = (message: object): string[] =>
  isRecord(message) && typeof message.reasoning_content === 'string' ? [message.reasoning_content] : []

function paramsOf(
  wish: Wish,
  messages: readonly ChatCompletionMessageParam[],
): ChatCompletionCreateParamsNonStreaming {
  const json_schema = { name: 'weather', schema: SCHEMA, strict: true }
  return {
    model: 'gpt-5.4',
    messages: [...messages],
    ...(wish.think && { reasoning_effort: THINKING['openai-chat'].effort }),
    ...(wish.tools && { tools: TOOLS.map((tool) => ({ type: 'function', function: { ...tool } })) }),
    ...(wish.schema && { response_format: { type: 'json_schema', json_schema } }),
  }
}

function messagesOf(saying: Saying): ChatCompletionMessageParam[] {
  if ('results' in saying)
    return saying.results.map(({ call, output }) => ({
      role: 'tool',
      tool_call_id: call.id ?? '',
      content: output,
    }))
  if (saying.image === undefined) return [{ role: 'user', content: saying.text }]
  const url = saying.image === 'inline' ? `data:image/png;base64,${PIXEL}` : IMAGE_URL
  const text = { type: 'text' as const, text: saying.text }
  return [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }, text] }]
}

function replyOf({ choices, usage }: ChatCompletion): Omit<Reply, 'thoughts'> {
  const [choice] = choices
  return {
    text: choice?.message.content ?? '',
    calls: (choice?.message.tool_calls ?? []).flatMap((call) =>
      call.type === 'function'
        ? [{ id: call.id, name: call.function.name, input: parsedArguments(call.function.arguments) }]
        : [],
    ),
    stop: String(choice?.finish_reason),
    usage: usageOf(usage),
  }
}

const usageOf = (usage: ChatCompletion['usage']): ReplyUsage => ({
  input: usage?.prompt_tokens ?? 0,
  cacheRead: usage?.prompt_tokens_details?.cached_tokens ?? 0,
  output: usage?.completion_tokens ?? 0,
  reasoning: usage?.completion_tokens_details?.reasoning_tokens ?? 0,
})
