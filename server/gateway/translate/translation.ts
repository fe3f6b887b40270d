import type { Dialect } from '#server/domain/dialect'
import type { ProviderType } from '#server/domain/provider'
import { CODECS } from './codecs'
import { carrySignatures, carrySignaturesIn } from './ir/carry-signatures'
import type { ClientContext, SseFrame, StreamDecoder, StreamEncoder, Warning } from './ir/codec'
import { isRecord } from './ir/metering'
import { foreignPart } from './ir/drop-foreign'
import { restoreTools, restoreToolsIn } from './ir/fit-tools'
import type { ToolNames } from './ir/fit-tools'
import type { Part } from './ir/parts'
import type { IrRequest } from './ir/request'
import { eventsOf, IrFailure, collect } from './ir/response'
import type { IrEvent, IrResponse } from './ir/response'
import { inSequence } from './ir/sequence'
import { decodeClientRequest } from './decode-client-request'
import { prepareRequest } from './prepare-request'
import type { PreparedRequest } from './prepare-request'
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

/** A request in the provider's words. Apart from the translation, which outlives it by the whole answer. */
export interface TranslatedRequest {
  readonly body: Record<string, unknown>
  /** Path and query of the provider's protocol. */
  readonly path: string
  /** For the answer. */
  readonly translation: Translation
}

/** One answer between two dialects. Made anew for each attempt. */
export interface Translation {
  readonly from: Dialect
  readonly to: Dialect
  /** Of the request; those of the answer follow as it comes. */
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
  /** For a stream that broke after it began: its last words, in place of what did not come. */
  broken(answer: { status: number; code: string; message: string }): string
}

/** Begin to translate: the request at once, the answer as it comes.
 * @throws GatewayError bad_request for a request that is not well-formed, or cannot be said in the other dialect */
export function createTranslation(options: TranslationOptions): TranslatedRequest {
  const { client, provider, servedModel, repairsOff, refusal, instructions = null } = options
  const request = decodeClientRequest(options)
  const prepared = prepareRequest(request, {
    from: client,
    to: provider.dialect,
    providerType: provider.type,
    model: servedModel,
    repairsOff,
    refusal,
    instructions,
  })
  return {
    body: inEnvelope(prepared.body, options),
    path: pathOf(options),
    translation: new DialectTranslation(options, request, prepared),
  }
}

const DROPPED_ANSWER_PART = 'dropped_answer_part'

interface StreamParts {
  readonly decoder: StreamDecoder
  readonly passes: readonly ((event: IrEvent) => IrEvent[])[]
  readonly encoder: StreamEncoder
}

class DialectTranslation implements Translation {
  readonly from: Dialect
  readonly to: Dialect
  readonly warnings: Warning[]
  readonly repairs: readonly string[]
  readonly contentType: string
  private readonly context: ClientContext
  private readonly names: ToolNames
  /** Made with the first frame: an answer in one piece needs none of it. */
  private stream: StreamParts | null = null
  /** The events of a stream for a client that wants its answer whole. */
  private readonly kept: IrEvent[] = []
  private frames = 0

  private readonly streaming: boolean
  private readonly asArray: boolean
  private readonly clientEnvelope: boolean
  private readonly providerEnvelope: boolean

  /** Takes from the request what its answer needs, and lets go of the conversation. */
  constructor(options: TranslationOptions, request: IrRequest, prepared: PreparedRequest) {
    const { client, provider, model, requestId, nowMs } = options
    this.from = client
    this.to = provider.dialect
    this.streaming = options.streaming
    this.asArray = options.asArray
    this.clientEnvelope = options.clientEnvelope
    this.providerEnvelope = provider.type === 'gemini-cli'
    this.warnings = [...prepared.warnings]
    this.repairs = prepared.repairs
    this.names = prepared.names
    this.contentType =
      this.streaming && !this.asArray ? 'text/event-stream; charset=utf-8' : 'application/json'
    this.context = { requestId, model, nowMs, request: { ...request, system: [], turns: [] } }
  }

  frame(frame: SseFrame): string {
    const data = this.providerEnvelope ? outOfEnvelope(frame.data) : frame.data
    return this.passOn(this.parts().decoder.feed({ name: frame.name, data }))
  }

  endOfStream(): string {
    const last = this.passOn(this.parts().decoder.finish())
    if (this.streaming) return this.asArray ? `${last}${this.frames === 0 ? '[]' : ']'}` : last
    return this.encoded(collect(this.kept))
  }

  whole(body: unknown): string {
    const inner = this.providerEnvelope ? outOfEnvelope(body) : body
    const restored = restoreToolsIn(CODECS[this.to].decodeResponse(inner), this.names)
    const response = carrySignaturesIn(restored, this.from)
    for (const part of response.parts) this.noteForeign(part)
    if (!this.streaming) return this.encoded(response)
    const text = [...eventsOf(response)].map((event) => this.written(event)).join('')
    return this.asArray ? `${text}]` : text
  }

  failure(status: number, body: unknown): string {
    const error = CODECS[this.to].decodeError(status, body)
    return JSON.stringify(CODECS[this.from].encodeError(error, this.context.requestId))
  }

  broken({ status, code, message }: Parameters<Translation['broken']>[0]): string {
    const kind = status === 504 ? 'timeout' : 'server'
    return this.written({ type: 'error', error: { kind, status, message, code, param: null } })
  }

  private parts(): StreamParts {
    return (this.stream ??= {
      decoder: CODECS[this.to].createStreamDecoder(),
      passes: [inSequence(), restoreTools(this.names), carrySignatures(this.from)],
      encoder: CODECS[this.from].createStreamEncoder(this.context),
    })
  }

  private passOn(events: readonly IrEvent[]): string {
    let text = ''
    for (const event of events) {
      if (event.type === 'part-start') this.noteForeign(event.part)
      text += this.throughPasses(event, 0)
    }
    return text
  }

  /** The client's encoder leaves it out. Once an answer, as for a request. */
  private noteForeign(part: Part): void {
    if (part.type !== 'unknown' || part.dialect === this.from) return
    if (this.warnings.some(({ code }) => code === DROPPED_ANSWER_PART)) return
    this.warnings.push({ code: DROPPED_ANSWER_PART, detail: `in the answer, ${foreignPart(part)}` })
  }

  /** Most events come out of a pass as they went in, so lists of them are not gone through pass by pass. */
  private throughPasses(event: IrEvent, at: number): string {
    const pass = this.parts().passes[at]
    if (!pass) {
      if (this.streaming) return this.written(event)
      this.kept.push(event)
      return ''
    }
    let text = ''
    for (const passed of pass(event)) text += this.throughPasses(passed, at + 1)
    return text
  }

  private written(event: IrEvent): string {
    return this.framed(this.parts().encoder.encode(event))
  }

  private encoded(response: IrResponse): string {
    const body = CODECS[this.from].encodeResponse(response, this.context)
    return JSON.stringify(this.clientEnvelope ? { response: body } : body)
  }

  /** Frames of the client's stream in the form that it asked for. */
  private framed(frames: string): string {
    if (frames === '' || (!this.asArray && !this.clientEnvelope)) return frames
    return frames
      .split('\n\n')
      .filter((frame) => frame !== '')
      .map((frame) => this.reframed(frame.replace(/^data: /, '')))
      .join('')
  }

  private reframed(json: string): string {
    const data = this.clientEnvelope ? `{"response":${json}}` : json
    if (!this.asArray) return `data: ${data}\n\n`
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
