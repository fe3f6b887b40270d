import { DIALECTS } from '#server/domain/dialect'
import type { Dialect } from '#server/domain/dialect'
import { GatewayError } from '#server/domain/errors'
import type { ErrorCode } from '#server/domain/errors'
import type { ProviderType } from '#server/domain/provider'
import { CODECS } from './codecs'
import { decodeClientRequest } from './decode-client-request'
import { carrySignaturesIn } from './ir/carry-signatures'
import type { Warning } from './ir/codec'
import { isRecord } from './ir/metering'
import { EMPTY_REQUEST } from './ir/request'
import type { IrRequest } from './ir/request'
import { IrFailure } from './ir/response'
import type { IrResponse } from './ir/response'
import { createTranslation } from './translation'

export interface PlaygroundOptions {
  dialect: Dialect
  /** A client's request to `dialect`'s endpoint, or what its provider answers in one piece. */
  kind: 'request' | 'response'
  /** Gemini's also inside the Code Assist envelope. */
  body: Record<string, unknown>
  /** Instead of the one in the body, which Gemini's has in its path. */
  model: string | null
  /** What a model that was asked for is called at providers of `to`. */
  modelAt: (to: Dialect, model: string) => string
  repairsOff: readonly string[]
  nowMs: number
}

/** The message in one other dialect, or the error that a client gets because it cannot be said there. */
export interface PlaygroundResult {
  dialect: Dialect
  /** Where the request goes; null for an answer, and with an error. */
  path: string | null
  /** The model that the provider is asked for, or that the client is told. */
  model: string | null
  /** Of the answer; null for a request. */
  status: number | null
  body: Record<string, unknown> | null
  warnings: readonly Warning[]
  repairs: readonly string[]
  error: { code: ErrorCode; status: number; message: string } | null
}

type Said = Omit<PlaygroundResult, 'dialect' | 'error'>

/** Say a message in the other three dialects by the functions that the data plane uses. An error body becomes the error
 * that clients of the others get.
 * @throws GatewayError missing_model; bad_request for what is no message of its dialect, with what is wrong and where */
export function translateForPlayground(options: PlaygroundOptions): PlaygroundResult[] {
  const sayIn = options.kind === 'request' ? readRequest(options) : readResponse(options)
  return DIALECTS.filter((dialect) => dialect !== options.dialect).map((dialect) => {
    try {
      return { dialect, ...sayIn(dialect), error: null }
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      const { code, status, clientMessage: message } = error
      return { dialect, ...NOTHING, error: { code, status, message } }
    }
  })
}

const NOTHING: Said = { path: null, model: null, status: null, body: null, warnings: [], repairs: [] }

/** Stands where the data plane has the id of its request. */
const REQUEST_ID = 'playground'

/** The plain kind of provider of each dialect. */
const PROVIDER_TYPE: Record<Dialect, ProviderType> = {
  claude: 'claude',
  'openai-chat': 'openai-compatible',
  'codex-responses': 'codex',
  gemini: 'gemini',
}

function readRequest({ dialect, body, modelAt, repairsOff, nowMs, ...options }: PlaygroundOptions) {
  const clientEnvelope = dialect === 'gemini' && isRecord(body.request) && body.contents === undefined
  const streaming = body.stream === true
  const modelInPath = options.model ?? (clientEnvelope && typeof body.model === 'string' ? body.model : null)
  const client = { client: dialect, clientEnvelope, body, modelInPath, streaming }
  const model = options.model ?? decodeClientRequest(client).model
  if (model === null || model === '')
    throw new GatewayError('missing_model', { clientMessage: 'The request names no model.' })
  return (to: Dialect): Said => {
    const servedModel = modelAt(to, model)
    const {
      path,
      body: translated,
      translation,
    } = createTranslation({
      ...client,
      asArray: false,
      provider: { type: PROVIDER_TYPE[to], dialect: to, codeAssistProject: null },
      model,
      servedModel,
      requestId: REQUEST_ID,
      nowMs,
      repairsOff,
      refusal: '',
    })
    const { warnings, repairs } = translation
    return { path, model: servedModel, status: null, body: translated, warnings, repairs }
  }
}

function readResponse({ dialect, body, nowMs, ...options }: PlaygroundOptions) {
  const inner = dialect === 'gemini' && isRecord(body.response) ? body.response : body
  const answer = decodeAnswer(dialect, inner)
  if (answer instanceof IrFailure) {
    const { error } = answer
    return (to: Dialect): Said => {
      return { ...NOTHING, status: error.status, body: CODECS[to].encodeError(error, REQUEST_ID) }
    }
  }
  const model = options.model ?? answer.model
  const context = { requestId: REQUEST_ID, model, nowMs, request: ASKED }
  return (to: Dialect): Said => {
    const said = CODECS[to].encodeResponse(carrySignaturesIn(answer, to), context)
    return { ...NOTHING, model, status: 200, body: said }
  }
}

/** @returns the failure that the body tells of, if it does */
function decodeAnswer(dialect: Dialect, body: Record<string, unknown>): IrResponse | IrFailure {
  try {
    return CODECS[dialect].decodeResponse(body)
  } catch (error) {
    if (!(error instanceof IrFailure)) throw error
    if (body.error !== undefined && body.error !== null) return error
    throw new GatewayError('bad_request', { clientMessage: error.message })
  }
}

/** Nobody asked for the answer; clients that get thoughts and usage only on demand get them here. */
const ASKED: IrRequest = {
  ...EMPTY_REQUEST,
  reasoning: { mode: 'auto', effort: null, budget: null, visible: true },
  streamUsage: true,
}
