import type { Dispatcher } from 'undici'
import type { ProviderTimeouts } from '#server/domain/provider'
import type { TransportFailure } from '#server/domain/upstream-failures'
import type { AbortReason, AnswerSink, AttemptOutcome } from '../exchange'
import type { UpstreamRequest } from './build-request'

export interface UpstreamCall {
  /** Never rejects. */
  readonly outcome: Promise<AttemptOutcome>
  /** Stop the call; the outcome then carries this reason. No effect once it has ended. */
  abort(reason: AbortReason): void
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
  /** Why the hub ends the call, when it does. */
  private ending: AttemptOutcome | null = null
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

  abort(reason: AbortReason): void {
    this.endWith({ ok: false, failure: 'aborted', reason })
  }

  onConnect(abort: (reason?: Error) => void): void {
    this.abortTransport = abort
    // Given up while it waited for a connection.
    if (this.ending) abort(ABORTED)
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
    const detail = error.message.slice(0, 200)
    this.finish(this.ending ?? { ok: false, failure: failureOf(error, this.hasHead), detail })
  }

  private endWith(ending: AttemptOutcome): void {
    if (this.ended) return
    this.ending ??= ending
    if (this.abortTransport) this.abortTransport(ABORTED)
    // Nothing to abort yet: the request is still waiting for a connection, and `onConnect` will give it up.
    else this.finish(this.ending)
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
      if (this.idling === false) this.abort('client_gone')
      else this.endWith({ ok: false, failure: this.passedDeadline(), detail: `nothing for ${String(ms)} ms` })
    }, ms)
  }

  private passedDeadline(): TransportFailure {
    if (!this.abortTransport) return 'connect_timeout'
    if (!this.streaming) return 'total_timeout'
    return this.idling ? 'idle_timeout' : 'first_byte_timeout'
  }
}

const ABORTED = new Error('aborted')

const FAILURE_OF_CODE: Record<string, TransportFailure> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  EADDRNOTAVAIL: 'refused',
  FORBIDDEN_ADDRESS: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  UND_ERR_CONNECT_TIMEOUT: 'connect_timeout',
  ETIMEDOUT: 'connect_timeout',
  PROXY_FAILED: 'proxy',
  EPROTO: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  UNABLE_TO_GET_ISSUER_CERT: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
}
const TLS_CODE = /^(?:ERR_TLS|ERR_SSL|CERT_)/

function failureOf(error: Error, hasHead: boolean): TransportFailure {
  if (hasHead) return 'cut'
  const code = 'code' in error ? String(error.code) : ''
  return FAILURE_OF_CODE[code] ?? (TLS_CODE.test(code) ? 'tls' : 'reset')
}
