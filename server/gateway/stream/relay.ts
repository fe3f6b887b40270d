import type { ServerResponse } from 'node:http'
import { GatewayError, FAILURE_TABLE, TERMINATED_MESSAGE } from '#server/domain/errors'
import type { ErrorCode } from '#server/domain/errors'
import type { Clock } from '#server/platform/clock'
import type {
  AbortReason,
  AnswerProgress,
  AnswerReading,
  AnswerReport,
  AnswerSink,
  AttemptOutcome,
  EarlyEnd,
  Routed,
  Wording,
} from '../exchange'
import type { ErrorAnswer } from '../translate/ir/error-answer'
import { DIALECT_FUNCTIONS } from '../translate/registry'
import { chooseEditor } from './choose-editor'
import type { AnswerEditor } from './edit-frames'
import type { Translation } from '../translate/translation'
import { limitHeaders } from './limit-headers'
import { createMeter, NOTHING_SO_FAR } from './meter'
import type { Meter } from './meter'
import { returnHeaders } from './return-headers'
import { StreamPreview } from './stream-preview'
import { translateAnswer } from './translate-answer'

export interface Relay extends AnswerSink {
  /** Call once, when the upstream call has ended. Ends the client's answer in its own grammar.
   * @throws GatewayError when nothing was sent yet, so that the caller can answer */
  conclude(outcome: AttemptOutcome): AnswerReport
  /** The client has left, or will be told otherwise: what still comes is metered and dropped. Resumes a paused upstream. */
  drain(why: EarlyEnd): void
  readonly drainedBytes: number
  progress(): AnswerProgress
  /** See `LiveAnswer`. */
  preview(open: boolean): string | null
  report(): AnswerReport
}

/** Carry an upstream's answer to the client: the bytes as they come, with backpressure, metered as they pass. */
export function createRelay(options: {
  response: ServerResponse
  routed: Routed
  usageRequested: boolean
  /** null when both sides speak the same dialect. */
  translation: Translation | null
  /** How the request was said in other words than the client's, if it was. */
  wording: Wording | null
  clock: Clock
}): Relay {
  return new ClientRelay(options)
}

type RelayOptions = Parameters<typeof createRelay>[0]

class ClientRelay implements Relay {
  drainedBytes = 0
  private upstreamStatus = 0
  private headers: string[] = []
  /** What the upstream sends, and what the client gets, is an event stream. */
  private sse = false
  private clientSse = false
  private sent = false
  private gone: EarlyEnd | null = null
  private meter: Meter | null = null
  private metered: AnswerReading | null = null
  private editor: AnswerEditor | null = null
  private responseBytes = 0
  private ttfbMs: number | null = null
  private upstreamRequestId: string | null = null
  private errorCode: string | null = null
  private interrupted = false
  private watched: StreamPreview | null = null
  private resume: () => void = () => undefined

  private readonly response: ServerResponse
  private readonly routed: Routed

  constructor(private readonly options: RelayOptions) {
    this.response = options.response
    this.routed = options.routed
  }

  head(status: number, rawHeaders: readonly Buffer[], resume: () => void): void {
    const { headers, contentType, contentLength } = returnHeaders(rawHeaders)
    this.upstreamStatus = status
    const { translation, usageRequested } = this.options
    this.sse = contentType.startsWith('text/event-stream') && status < 400
    const { sse } = this
    this.editor = translation
      ? translateAnswer(translation, { sse, status })
      : chooseEditor(this.routed, { sse, status, usageRequested })
    this.headers = translation ? translatedHeaders(headers, translation, status) : headers
    this.clientSse = translation
      ? status < 400 && translation.contentType.startsWith('text/event-stream')
      : sse
    this.meter = createMeter(
      DIALECT_FUNCTIONS[this.routed.provider.dialect].metering,
      this.sse ? 'sse' : 'json',
    )
    this.resume = resume
    const idAt = headers.findIndex(
      (name, i) => i % 2 === 0 && (name === 'request-id' || name === 'x-request-id'),
    )
    this.upstreamRequestId = idAt === -1 ? null : (headers[idAt + 1]?.slice(0, 200) ?? null)
    if (contentLength !== null && this.editor === null) this.headers.push('content-length', contentLength)
    this.headers.push('x-cch-request-id', this.routed.requestId)
    if (this.routed.limits.length > 0) this.headers.push(...limitHeaders(this.routed.limits))
    if (this.clientSse) this.headers.push('x-accel-buffering', 'no')
  }

  data(chunk: Buffer): boolean {
    this.meter?.feed(chunk)
    if (this.gone) {
      this.drainedBytes += chunk.length
      return true
    }
    const bytes = this.editor ? this.editor.feed(chunk) : chunk
    return bytes.length === 0 || this.write(bytes)
  }

  /** The answer is ended by `conclude`, which knows whether it is whole. */
  end(): void {
    return
  }

  drain(why: EarlyEnd): void {
    this.gone ??= why
    this.resume()
  }

  progress(): AnswerProgress {
    const { usage, estimated } = this.meter?.soFar() ?? NOTHING_SO_FAR
    return { responseBytes: this.responseBytes, usage, estimated }
  }

  preview(open: boolean): string | null {
    const nowMs = this.options.clock.nowMs()
    if (open && !this.watched?.isWatched(nowMs)) {
      const { textPaths } = DIALECT_FUNCTIONS[this.routed.route.dialect].metering
      this.watched = new StreamPreview(textPaths, nowMs)
    }
    return this.watched?.look(nowMs) ?? null
  }

  conclude(outcome: AttemptOutcome): AnswerReport {
    // Before `finish`, which closes the event that was cut.
    const insideEvent = this.options.translation === null && (this.meter?.insideEvent ?? false)
    this.metered = this.meter?.finish() ?? null
    const failure = this.failure(outcome)
    this.errorCode = failure ?? this.upstreamError()
    if (failure === null) {
      if (!this.gone) this.finish()
      return this.report()
    }
    if (failure === 'terminated') this.billSoFar()
    // What was ended before its beginning is answered by whoever knows how.
    const silent = this.gone !== null || (failure === 'terminated' && !this.sent)
    this.interrupted = this.sent || silent
    if (!silent) this.fail(failure, insideEvent)
    return this.report()
  }

  private upstreamError(): string | null {
    const { upstreamStatus, metered } = this
    return metered?.errorType ?? (upstreamStatus >= 400 ? `http_${String(upstreamStatus)}` : null)
  }

  /** The provider will bill what it has said, and will not tell any more how much that is. */
  private billSoFar(): void {
    if (this.sse && this.meter && this.metered)
      this.metered = { ...this.metered, usage: this.meter.soFar().usage }
  }

  report(): AnswerReport {
    const { errorCode, interrupted, responseBytes, ttfbMs, upstreamRequestId, metered: meter } = this
    return {
      status: this.sent ? this.upstreamStatus : null,
      errorCode,
      interrupted,
      responseBytes,
      ttfbMs,
      upstreamRequestId,
      meter,
    }
  }

  private failure(outcome: AttemptOutcome): ErrorCode | null {
    if (this.gone === 'terminated') return this.gone
    if (!outcome.ok)
      return outcome.failure === 'aborted' ? earlyEndOf(outcome.reason) : FAILURE_TABLE[outcome.failure].code
    if (this.gone) return this.gone
    // A stream without its closing event was cut, whatever the transport says.
    return this.sse && this.metered && !this.metered.terminal ? 'upstream_cut' : null
  }

  private finish(): void {
    const rest = this.editor?.finish()
    if (rest && rest.length > 0) this.write(rest)
    this.sendHead()
    this.response.end()
  }

  private fail(code: ErrorCode, insideEvent: boolean): void {
    const error = new GatewayError(code, { clientMessage: CLIENT_MESSAGES[code] ?? 'The request failed.' })
    if (!this.sent) throw error
    if (!this.clientSse) {
      // Half a JSON text cannot be mended: a cut connection tells the client that it is half.
      this.response.destroy()
      return
    }
    const rest = this.editor?.finish()
    if (rest && rest.length > 0) this.write(rest)
    const answer: ErrorAnswer = {
      code,
      status: error.rule.status,
      message: error.clientMessage,
      requestId: this.routed.requestId,
      retryable: true,
    }
    const { translation } = this.options
    const event = translation
      ? translation.broken(answer)
      : DIALECT_FUNCTIONS[this.routed.route.dialect].errors.streamEvent(answer)
    this.response.end(insideEvent ? `\n\n${event}` : event)
  }

  private write(bytes: Buffer): boolean {
    if (this.ttfbMs === null) this.ttfbMs = this.options.clock.monotonicMs() - this.routed.startedMonotonicMs
    this.sendHead()
    this.responseBytes += bytes.length
    if (this.watched) this.show(bytes, this.watched)
    const flowing = this.response.write(bytes)
    if (!flowing) this.response.once('drain', this.resume)
    return flowing
  }

  private show(bytes: Buffer, watched: StreamPreview): void {
    if (watched.isWatched(this.options.clock.nowMs())) watched.feed(bytes)
    else this.watched = null
  }

  /** Late, with the first bytes, so that both leave in one packet and an answer that breaks before can still be replaced. */
  private sendHead(): void {
    if (this.sent) return
    this.sent = true
    // An answer in one piece is said by now, and may have brought warnings of its own.
    if (this.options.wording) this.headers.push(...wordingHeaders(this.options.wording))
    this.response.writeHead(this.upstreamStatus, this.headers)
  }
}

const earlyEndOf = (reason: AbortReason): EarlyEnd => (reason === 'terminated' ? reason : 'client_gone')

/** Of an answer in another dialect only what every client reads is kept: ids and limits are named in the provider's own way. */
function translatedHeaders(headers: readonly string[], translation: Translation, status: number): string[] {
  const kept: string[] = []
  for (let i = 0; i + 1 < headers.length; i += 2)
    if (headers[i] === 'retry-after') kept.push('retry-after', headers[i + 1] ?? '')
  kept.push('content-type', status >= 400 ? 'application/json' : translation.contentType)
  kept.push('x-cch-translated-to', translation.to)
  return kept
}

/** What the client may want to know of how its request was said. */
function wordingHeaders({ warnings, repairs }: Wording): string[] {
  const headers: string[] = []
  if (warnings.length > 0) headers.push('x-cch-warnings', warnings.map(({ code }) => code).join(', '))
  if (repairs.length > 0) headers.push('x-cch-repairs', repairs.join(', '))
  return headers
}

const CLIENT_MESSAGES: Partial<Record<ErrorCode, string>> = {
  upstream_unreachable: 'The connection to the provider broke.',
  upstream_timeout: 'The provider did not answer in time.',
  upstream_cut: 'The provider ended the answer before it was complete.',
  terminated: TERMINATED_MESSAGE,
}
