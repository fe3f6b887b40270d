import { ApiError, FunctionResponse, GoogleGenAI } from '@google/genai'
import type { GenerateContentConfig, GenerateContentResponse, Part } from '@google/genai'
import { isRecord } from '#server/gateway/translate/ir/metering'
import { PIXEL } from '../record-fetch'
import { IMAGE_URL, joined, SCHEMA, SYSTEM, THINKING, TOOLS } from './talk'
import type { MatrixClient, Reply, Saying, Sending, ToldFailure, Wish } from './talk'

/** By the SDK's own chats, which keep the conversation: of a stream, one content for each chunk. */
export function createGoogleClient({ origin, key }: { origin: string; key: string }): MatrixClient {
  const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: origin } })
  let headers = new Headers()

  return {
    talk(wish) {
      const chat = client.chats.create({ model: 'gemini-3-pro' })
      return {
        async say(saying, sending = {}) {
          const message = partsOf(saying)
          const config = configOf(wish, sending)
          const chunks: GenerateContentResponse[] = []
          if (wish.streaming)
            for await (const chunk of await chat.sendMessageStream({ message, config })) {
              chunks.push(chunk)
              if (partsIn(chunk).some(({ text }) => text)) sending.onText?.()
            }
          else chunks.push(await chat.sendMessage({ message, config }))
          headers = new Headers(chunks.at(-1)?.sdkHttpResponse?.headers ?? {})
          return replyOf(chunks)
        },
      }
    },
    headers: () => headers,
    told: (error) => (error instanceof ApiError ? toldBy(error) : null),
    errorNames: Object.fromEntries([400, 404, 429, 500, 502, 503, 529].map((status) => [status, 'ApiError'])),
    abortName: 'AbortError',
    marksFailedResults: true,
    keepsProofs: true,
    stops: { done: 'STOP', tools: 'STOP', length: 'MAX_TOKENS' },
  }
}

/** The SDK puts the body into the message, and no headers. */
function toldBy(error: ApiError): ToldFailure {
  const body: unknown = JSON.parse(error.message.slice(error.message.indexOf('{')))
  const inner = isRecord(body) && isRecord(body.error) ? body.error : {}
  return {
    name: error.constructor.name,
    status: error.status,
    words: [typeof inner.status === 'string' ? inner.status : null],
    retryAfter: null,
    message: String(inner.message),
  }
}

function configOf(wish: Wish, { signal }: Sending): GenerateContentConfig {
  const functionDeclarations = TOOLS.map(({ name, description, parameters }) => ({
    name,
    description,
    parametersJsonSchema: parameters,
  }))
  return {
    systemInstruction: SYSTEM,
    ...(signal && { abortSignal: signal }),
    ...(wish.think && {
      thinkingConfig: { includeThoughts: true, thinkingBudget: THINKING.gemini.budget },
    }),
    ...(wish.tools && { tools: [{ functionDeclarations }] }),
    ...(wish.schema && { responseMimeType: 'application/json', responseJsonSchema: SCHEMA }),
  }
}

function partsOf(saying: Saying): Part[] {
  if ('results' in saying)
    return saying.results.map(({ call, output, failed, shows }) => {
      const response = failed ? { error: output } : { output }
      const { id, name } = call
      const parts = [{ inlineData: { mimeType: 'image/png', data: PIXEL } }]
      const said = { ...(id !== undefined && { id }), name, response, ...(shows && { parts }) }
      return { functionResponse: Object.assign(new FunctionResponse(), said) }
    })
  const text = { text: saying.text }
  if (saying.image === undefined) return [text]
  const mimeType = 'image/png'
  return saying.image === 'inline'
    ? [{ inlineData: { mimeType, data: PIXEL } }, text]
    : [{ fileData: { mimeType, fileUri: IMAGE_URL } }, text]
}

const partsIn = ({ candidates }: GenerateContentResponse): Part[] => candidates?.[0]?.content?.parts ?? []

function replyOf(chunks: readonly GenerateContentResponse[]): Reply {
  const parts = chunks.flatMap(partsIn)
  const last = chunks.findLast(({ candidates }) => candidates?.[0]?.finishReason !== undefined)
  const usage = chunks.findLast(({ usageMetadata }) => usageMetadata?.totalTokenCount)?.usageMetadata
  const texts = (thought: boolean) =>
    parts.flatMap((part) => (part.text && (part.thought ?? false) === thought ? [part.text] : []))
  return {
    text: texts(false).join(''),
    thoughts: joined(texts(true)),
    calls: parts.flatMap(({ functionCall: call }) =>
      call ? [{ id: call.id, name: call.name ?? '', input: call.args }] : [],
    ),
    stop: String(last?.candidates?.[0]?.finishReason),
    usage: {
      input: usage?.promptTokenCount ?? 0,
      cacheRead: usage?.cachedContentTokenCount ?? 0,
      output: (usage?.candidatesTokenCount ?? 0) + (usage?.thoughtsTokenCount ?? 0),
      reasoning: usage?.thoughtsTokenCount ?? 0,
    },
  }
}
