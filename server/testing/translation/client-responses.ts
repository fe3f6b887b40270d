import OpenAI from 'openai'
import type {
  Response,
  ResponseCreateParamsNonStreaming,
  ResponseInput,
  ResponseInputImage,
} from 'openai/resources/responses/responses'
import { keepHeaders } from './headers'
import { PIXEL } from '../record-fetch'
import { openAiErrors } from './openai-errors'
import { IMAGE_URL, joined, parsedArguments, SCHEMA, SYSTEM, THINKING, TOOLS } from './talk'
import type { MatrixClient, Reply, Saying, Sending, Wish } from './talk'

export function createResponsesClient({ origin, key }: { origin: string; key: string }): MatrixClient {
  const kept = keepHeaders()
  const client = new OpenAI({ apiKey: key, baseURL: `${origin}/v1`, fetch: kept.fetch, maxRetries: 0 })

  async function ask(params: ResponseCreateParamsNonStreaming, streaming: boolean, sending: Sending) {
    const options = { ...(sending.signal && { signal: sending.signal }) }
    if (!streaming) return client.responses.create(params, options)
    const stream = client.responses.stream({ ...params, stream: true }, options)
    stream.on('response.output_text.delta', () => sending.onText?.())
    return stream.finalResponse()
  }

  return {
    talk(wish) {
      const input: ResponseInput = []
      return {
        async say(saying, sending = {}) {
          input.push(...itemsOf(saying))
          const response = await ask(paramsOf(wish, input), wish.streaming, sending)
          // What a model says is a valid input of the next turn; the SDK types its two sides apart.
          input.push(...(response.output as ResponseInput))
          return replyOf(response)
        },
      }
    },
    headers: kept.headers,
    ...openAiErrors,
    marksFailedResults: false,
    keepsProofs: true,
    stops: { done: 'completed', tools: 'completed', length: 'incomplete: max_output_tokens' },
  }
}

function paramsOf(wish: Wish, input: ResponseInput): ResponseCreateParamsNonStreaming {
  const format = { type: 'json_schema' as const, name: 'weather', schema: SCHEMA, strict: true }
  return {
    model: 'gpt-5.4',
    instructions: SYSTEM,
    input: [...input],
    store: false,
    include: ['reasoning.encrypted_content'],
    ...(wish.think && { reasoning: { ...THINKING['codex-responses'], summary: 'auto' } }),
    ...(wish.tools && { tools: TOOLS.map((tool) => ({ type: 'function', ...tool, strict: false })) }),
    ...(wish.schema && { text: { format } }),
  }
}

function itemsOf(saying: Saying): ResponseInput {
  if ('results' in saying)
    return saying.results.map(({ call, output, shows }) => ({
      type: 'function_call_output',
      call_id: call.id ?? '',
      output: shows ? [{ type: 'input_text', text: output }, INLINE] : output,
    }))
  if (saying.image === undefined) return [{ role: 'user', content: saying.text }]
  const image = saying.image === 'inline' ? INLINE : { ...INLINE, image_url: IMAGE_URL }
  return [{ role: 'user', content: [image, { type: 'input_text', text: saying.text }] }]
}

const INLINE: ResponseInputImage = {
  type: 'input_image',
  image_url: `data:image/png;base64,${PIXEL}`,
  detail: 'auto',
}

function replyOf({ output, output_text, status, incomplete_details, error, usage }: Response): Reply {
  const why = incomplete_details?.reason ?? error?.code
  return {
    text: output_text,
    thoughts: joined(
      output.flatMap((item) => (item.type === 'reasoning' ? item.summary.map(({ text }) => text) : [])),
    ),
    calls: output.flatMap((item) =>
      item.type === 'function_call'
        ? [{ id: item.call_id, name: item.name, input: parsedArguments(item.arguments) }]
        : [],
    ),
    stop: why === undefined ? String(status) : `${String(status)}: ${why}`,
    usage: {
      input: usage?.input_tokens ?? 0,
      cacheRead: usage?.input_tokens_details.cached_tokens ?? 0,
      output: usage?.output_tokens ?? 0,
      reasoning: usage?.output_tokens_details.reasoning_tokens ?? 0,
    },
  }
}
