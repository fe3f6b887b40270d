import type { ServerResponse } from 'node:http'
import { GatewayError, FAILURE_TABLE } from '#server/domain/errors'
import type { ErrorCode } from '#server/domain/errors'
import type { Clock } from '#server/platform/clock'
import type { AnswerReading, AnswerReport, AnswerSink, AttemptOutcome, Routed } from '../exchange'
import type { ErrorAnswer } from '../translate/ir/error-answer'
import { DIALECT_FUNCTIONS } from '../translate/registry'
import { chooseEditor } from './choose-editor'
import type { AnswerEditor } from './edit-frames'
import { createMeter } from './meter'
import type { Meter } from './meter'
import { returnHeaders } from './return-headers'

export interface Relay extends AnswerSink {
  /** Call once, when the upstream call has ended. Ends the client's answer in its own grammar.
   * @throws GatewayError when nothing was sent yet, so that the caller can answer */
  conclude(outcome: AttemptOutcome): AnswerReport
  /** The client has left: what still comes is metered and dropped. Resumes a paused upstream. */
  drain(): void
  readonly drainedBytes: number
  report(): AnswerReport
}

/** Carry an upstream's answer to the client: the bytes as they come, with backpressure, metered as they pass. */
export function createRelay(options: {
  response: ServerResponse
  routed: Routed
  usageRequested: boolean
  clock: Clock
}): Relay {
  return new ClientRelay(options.response, options.routed, options.usageRequested, options.clock)
}

class ClientRelay implements Relay {
  drainedBytes = 0
  private upstreamStatus = 0
  private headers: string[] = []
  private sse = false
  private sent = false
  private gone = false
  private meter: Meter | null = null
  private metered: AnswerReading | null = null
  private editor: AnswerEditor | null = null
  private responseBytes = 0
  private ttfbMs: number | null = null
  private upstreamRequestId: string | null = null
  private errorCode: string | null = null
  private interrupted = false
  private resume: () => void = () => undefined

  constructor(
    private readonly response: ServerResponse,
    private readonly routed: Routed,
    private readonly usageRequested: boolean,
    private readonly clock: Clock,
  ) {}

  head(status: number, rawHeaders: readonly Buffer[], resume: () => void): void {
    const { headers, contentType, contentLength } = returnHeaders(rawHeaders)
    this.upstreamStatus = status
    this.headers = headers
    this.sse = contentType.startsWith('text/event-stream') && status < 400
    this.editor = chooseEditor(this.routed, { sse: this.sse, status, usageRequested: this.usageRequested })
    this.meter = createMeter(
      DIALECT_FUNCTIONS[this.routed.provider.dialect].metering,
      this.sse ? 'sse' : 'json',
    )
    this.resume = resume
    const idAt = headers.findIndex(
      (name, i) => i % 2 === 0 && (name === 'request-id' || name === 'x-request-id'),
    )
    this.upstreamRequestId = idAt === -1 ? null : (headers[idAt + 1]?.slice(0, 200) ?? null)
    if (contentLength !== null && this.editor === null) headers.push('content-length', contentLength)
    headers.push('x-cch-request-id', this.routed.requestId)
    if (this.sse) headers.push('x-accel-buffering', 'no')
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

  drain(): void {
    this.gone = true
    this.resume()
  }

  conclude(outcome: AttemptOutcome): AnswerReport {
    // Before `finish`, which closes the event that was cut.
    const insideEvent = this.meter?.insideEvent ?? false
    this.metered = this.meter?.finish() ?? null
    const failure = this.failure(outcome)
    this.errorCode =
      failure ??
      this.metered?.errorType ??
      (this.upstreamStatus >= 400 ? `http_${String(this.upstreamStatus)}` : null)
    this.interrupted = failure !== null && (this.sent || this.gone)
    if (this.gone) return this.report()
    if (failure === null) this.finish()
    else this.fail(failure, insideEvent)
    return this.report()
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
    if (!outcome.ok)
      return outcome.failure === 'aborted' ? 'client_gone' : FAILURE_TABLE[outcome.failure].code
    if (this.gone) return 'client_gone'
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
    if (!this.sse) {
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
    const event = DIALECT_FUNCTIONS[this.routed.route.dialect].errors.streamEvent(answer)
    this.response.end(insideEvent ? `\n\n${event}` : event)
  }

  private write(bytes: Buffer): boolean {
    if (this.ttfbMs === null) this.ttfbMs = this.clock.monotonicMs() - this.routed.startedMonotonicMs
    this.sendHead()
    this.responseBytes += bytes.length
    const flowing = this.response.write(bytes)
    if (!flowing) this.response.once('drain', this.resume)
    return flowing
  }

  /** Late, with the first bytes, so that both leave in one packet and an answer that breaks before can still be replaced. */
  private sendHead(): void {
    if (this.sent) return
    this.sent = true
    this.response.writeHead(this.upstreamStatus, this.headers)
  }
}

const CLIENT_MESSAGES: Partial<Record<ErrorCode, string>> = {
  upstream_unreachable: 'The connection to the provider broke.',
  upstream_timeout: 'The provider did not answer in time.',
  upstream_cut: 'The provider ended the answer before it was complete.',
}
