import type { Dialect } from '#server/domain/dialect'
import type { ProviderType } from '#server/domain/provider'
import { CODECS } from './codecs'
import { carrySignatures, carrySignaturesIn } from './ir/carry-signatures'
import type { ClientContext, SseFrame, StreamDecoder, Warning } from './ir/codec'
import { isRecord } from './ir/metering'
import { restoreTools, restoreToolsIn } from './ir/fit-tools'
import type { IrRequest } from './ir/request'
import { eventsOf, IrFailure, collect } from './ir/response'
import type { IrEvent, IrResponse } from './ir/response'
import { inSequence } from './ir/sequence'
import { decodeClientRequest } from './decode-client-request'
import { prepareRequest } from './prepare-request'
import type { CodexInstructions } from './repairs/repair'

/** What a translation has to know of the request, the client and the provider. */
export interface TranslationOptions {
  client: Dialect
  /** The client speaks Gemini inside the Code Assist envelope. */
  clientEnvelope: boolean
  /** A Gemini client that asked for its stream as one JSON array. */
  asArray: boolean
  provider: { type: ProviderType; dialect: Dialect; codeAssistProject: string | null }
  /** The client's body, parsed. */
  body: unknown
  modelInPath: string | null
  streaming: boolean
  /** As the client named it, and as the provider calls it. */
  model: string | null
  servedModel: string
  requestId: string
  nowMs: number
  repairsOff: readonly string[]
  /** What the provider said to the attempt before; '' when this is the first. */
  refusal: string
  /** Where the provider is one of Codex. */
  instructions?: CodexInstructions | null
}

/** One request and its answer between two dialects. Made anew for each attempt. */
export interface Translation {
  readonly from: Dialect
  readonly to: Dialect
  /** The body for the provider. */
  readonly body: Record<string, unknown>
  /** Path and query of the provider's protocol. */
  readonly path: string
  readonly warnings: readonly Warning[]
  readonly repairs: readonly string[]
  /** Of what the client gets. */
  readonly contentType: string
  /** For the provider's stream: each frame as it comes, and once at its end. */
  frame(frame: SseFrame): string
  endOfStream(): string
  /** For an answer in one piece. @throws IrFailure when it is none */
  whole(body: unknown): string
  /** For an answer of status 400 and above. */
  failure(status: number, body: unknown): string
}

/** Begin to translate: the request at once, the answer as it comes.
 * @throws GatewayError bad_request for a request that is not well-formed, or cannot be said in the other dialect */
export function createTranslation(options: TranslationOptions): Translation {
  return new DialectTranslation(options, decodeClientRequest(options))
}

class DialectTranslation implements Translation {
  readonly from: Dialect
  readonly to: Dialect
  readonly body: Record<string, unknown>
  readonly path: string
  readonly warnings: readonly Warning[]
  readonly repairs: readonly string[]
  readonly contentType: string
  private readonly restoredResponse: (response: IrResponse) => IrResponse
  private readonly context: ClientContext
  private readonly decoder: StreamDecoder
  private readonly passes: readonly ((event: IrEvent) => IrEvent[])[]
  private readonly write: (event: IrEvent) => string
  /** The events of a stream for a client that wants its answer whole. */
  private readonly kept: IrEvent[] = []
  private frames = 0

  constructor(
    private readonly options: TranslationOptions,
    request: IrRequest,
  ) {
    const { client, provider, model, servedModel, requestId, nowMs, streaming } = options
    this.from = client
    this.to = provider.dialect
    const prepared = prepareRequest(request, {
      from: client,
      to: provider.dialect,
      providerType: provider.type,
      model: servedModel,
      repairsOff: options.repairsOff,
      refusal: options.refusal,
      instructions: options.instructions ?? null,
    })
    this.body = inEnvelope(prepared.body, options)
    this.path = pathOf(options)
    this.warnings = prepared.warnings
    this.repairs = prepared.repairs
    this.contentType = streaming && !options.asArray ? 'text/event-stream; charset=utf-8' : 'application/json'
    this.context = { requestId, model, nowMs, request }
    this.decoder = CODECS[provider.dialect].createStreamDecoder()
    this.passes = [inSequence(), restoreTools(prepared.names), carrySignatures(client)]
    this.restoredResponse = (response) => carrySignaturesIn(restoreToolsIn(response, prepared.names), client)
    const encoder = CODECS[client].createStreamEncoder(this.context)
    this.write = (event) => encoder.encode(event)
  }

  frame(frame: SseFrame): string {
    const data = this.options.provider.type === 'gemini-cli' ? outOfEnvelope(frame.data) : frame.data
    return this.passOn(this.decoder.feed({ name: frame.name, data }))
  }

  endOfStream(): string {
    const last = this.passOn(this.decoder.finish())
    if (this.options.streaming)
      return this.options.asArray ? `${last}${this.frames === 0 ? '[]' : ']'}` : last
    return this.encoded(collect(this.kept))
  }

  whole(body: unknown): string {
    const inner = this.options.provider.type === 'gemini-cli' ? outOfEnvelope(body) : body
    const response = this.restoredResponse(CODECS[this.to].decodeResponse(inner))
    if (!this.options.streaming) return this.encoded(response)
    const text = [...eventsOf(response)].map((event) => this.framed(this.write(event))).join('')
    return this.options.asArray ? `${text}]` : text
  }

  failure(status: number, body: unknown): string {
    const error = CODECS[this.to].decodeError(status, body)
    return JSON.stringify(CODECS[this.from].encodeError(error, this.context.requestId))
  }

  private passOn(events: readonly IrEvent[]): string {
    let passed = events
    for (const pass of this.passes) passed = passed.flatMap(pass)
    if (this.options.streaming) return passed.map((event) => this.framed(this.write(event))).join('')
    this.kept.push(...passed)
    return ''
  }

  private encoded(response: IrResponse): string {
    const body = CODECS[this.from].encodeResponse(response, this.context)
    return JSON.stringify(this.options.clientEnvelope ? { response: body } : body)
  }

  /** Frames of the client's stream in the form that it asked for. */
  private framed(frames: string): string {
    if (frames === '' || (!this.options.asArray && !this.options.clientEnvelope)) return frames
    return frames
      .split('\n\n')
      .filter((frame) => frame !== '')
      .map((frame) => this.reframed(frame.replace(/^data: /, '')))
      .join('')
  }

  private reframed(json: string): string {
    const data = this.options.clientEnvelope ? `{"response":${json}}` : json
    if (!this.options.asArray) return `data: ${data}\n\n`
    this.frames += 1
    return this.frames === 1 ? `[${data}` : `,${data}`
  }
}

function inEnvelope(body: Record<string, unknown>, { provider, servedModel }: TranslationOptions) {
  if (provider.type !== 'gemini-cli') return body
  const { codeAssistProject: project } = provider
  return { model: servedModel, ...(project !== null && { project }), request: body }
}

const outOfEnvelope = (data: unknown): unknown => (isRecord(data) ? (data.response ?? {}) : data)

function pathOf({ provider, servedModel, streaming }: TranslationOptions): string {
  switch (provider.dialect) {
    case 'claude':
      return '/v1/messages'
    case 'openai-chat':
      return '/v1/chat/completions'
    case 'codex-responses':
      return '/v1/responses'
    case 'gemini': {
      const method = streaming ? 'streamGenerateContent?alt=sse' : 'generateContent'
      return provider.type === 'gemini-cli'
        ? `/v1internal:${method}`
        : `/v1beta/models/${encodeURIComponent(servedModel)}:${method}`
    }
  }
}

export { IrFailure }
