import type { Dispatcher } from 'undici'
import type { ErrorCode } from '#server/domain/errors'
import type { ProviderTimeouts } from '#server/domain/provider'
import type { AnswerSink, AttemptOutcome } from '../exchange'
import type { UpstreamRequest } from './build-request'

export interface UpstreamCall {
  /** Never rejects. */
  readonly outcome: Promise<AttemptOutcome>
  /** Stop the call; the outcome then carries this code. No effect once it has ended. */
  abort(code: ErrorCode): void
}

/** A client that takes nothing for this long while the upstream waits is given up. */
const STALLED_CLIENT_MS = 300_000

/** Make one upstream call. The answer goes into the sink as it comes, in the transport's own call stack, because a head
 * and its first bytes often arrive in one packet, before any promise could resolve.
 * @param timeouts FR-035: streams have a first-byte and an idle deadline, everything else one for the whole call */
export function sendUpstream(options: {
  dispatcher: Dispatcher
  request: UpstreamRequest
  streaming: boolean
  timeouts: ProviderTimeouts
  sink: AnswerSink
}): UpstreamCall {
  const { request } = options
  const handler = new AnswerHandler(options.sink, options.streaming, options.timeouts)
  options.dispatcher.dispatch(
    { method: request.method, path: request.path, headers: request.headers, body: request.body },
    handler,
  )
  return handler
}

/** undici's callback handler: it hands over raw header bytes and spares a stream object and its queue per answer. */
class AnswerHandler implements Dispatcher.DispatchHandler, UpstreamCall {
  readonly outcome: Promise<AttemptOutcome>
  private settle: (outcome: AttemptOutcome) => void = () => undefined
  private abortTransport: ((reason?: Error) => void) | null = null
  private abortCode: ErrorCode | null = null
  private resumeTransport: () => void = () => undefined
  private hasHead = false
  private ended = false
  private deadline: NodeJS.Timeout

  constructor(
    private readonly sink: AnswerSink,
    private readonly streaming: boolean,
    private readonly timeouts: ProviderTimeouts,
  ) {
    this.outcome = new Promise((resolve) => {
      this.settle = resolve
    })
    this.deadline = this.startDeadline(streaming ? timeouts.firstByteMs : timeouts.totalMs)
  }

  abort(code: ErrorCode): void {
    if (this.ended) return
    this.abortCode ??= code
    if (this.abortTransport) this.abortTransport(new Error(code))
  }

  onConnect(abort: (reason?: Error) => void): void {
    this.abortTransport = abort
    // Given up while it waited for a connection.
    if (this.abortCode !== null) abort(new Error(this.abortCode))
  }

  onHeaders(status: number, rawHeaders: Buffer[], resume: () => void): boolean {
    if (status < 200) return true
    this.hasHead = true
    this.resumeTransport = resume
    this.sink.head(status, rawHeaders, () => {
      this.resumed()
    })
    return true
  }

  onData(chunk: Buffer): boolean {
    const flowing = this.sink.data(chunk)
    if (this.streaming) this.touch(flowing)
    return flowing
  }

  onComplete(): void {
    if (this.ended) return
    this.sink.end()
    this.finish({ ok: true })
  }

  onError(error: Error): void {
    this.finish({
      ok: false,
      code: this.abortCode ?? errorCode(error, this.hasHead),
      detail: error.message.slice(0, 200),
    })
  }

  private finish(outcome: AttemptOutcome): void {
    if (this.ended) return
    this.ended = true
    clearTimeout(this.deadline)
    this.settle(outcome)
  }

  /** The first byte ends the first-byte deadline and starts the idle one, which every further byte pushes away. */
  private touch(flowing: boolean): void {
    if (this.idling === flowing) {
      this.deadline.refresh()
      return
    }
    this.idling = flowing
    clearTimeout(this.deadline)
    this.deadline = this.startDeadline(flowing ? this.timeouts.idleMs : STALLED_CLIENT_MS)
  }
  /** null before the first byte; then whether the running deadline is the upstream's (true) or the client's (false). */
  private idling: boolean | null = null

  private resumed(): void {
    if (this.ended) return
    if (this.streaming) this.touch(true)
    this.resumeTransport()
  }

  private startDeadline(ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.abort(this.idling === false ? 'client_gone' : 'upstream_timeout')
      // Nothing to abort yet: the request is still waiting for a connection.
      if (!this.abortTransport)
        this.finish({ ok: false, code: 'upstream_timeout', detail: 'no connection in time' })
    }, ms)
  }
}

const CONNECT_TIMEOUTS = new Set(['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT'])

function errorCode(error: Error, hasHead: boolean): ErrorCode {
  if (hasHead) return 'upstream_cut'
  const code = 'code' in error ? String(error.code) : ''
  return CONNECT_TIMEOUTS.has(code) ? 'upstream_timeout' : 'upstream_unreachable'
}
