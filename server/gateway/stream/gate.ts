import { readRetryAfter } from '#server/domain/retry-after'
import { FAILURE_TABLE } from '#server/domain/errors'
import { failureOfStatus, statusOfWords } from '#server/domain/upstream-failures'
import type { FailureKind } from '#server/domain/errors'
import type { UpstreamFailure } from '#server/domain/upstream-failures'
import type { AnswerSink, AttemptOutcome } from '../exchange'
import { errorStage } from '../translate/ir/stream-stage'
import type { JudgeEvent, StreamStage } from '../translate/ir/stream-stage'
import { isRecord } from '../translate/ir/metering'
import { createStreamJudge } from './stream-judge'
import type { StreamJudge } from './stream-judge'

/** What is held back of an answer whose worth is not known yet. */
const MAX_HELD_BYTES = 1024 * 1024
/** What of an error's body rules and the log look at. */
const MAX_DETAIL_LENGTH = 8_192

/** Stands between an upstream and the client until it is known that this answer is worth sending: the first content frame
 * of a stream, or the whole of a JSON text, as far as it fits. Until then another provider can still serve the request
 * and the client will not know. From then on it only passes on. */
export interface AnswerGate extends AnswerSink {
  /** The client has been sent something, or is about to. */
  readonly open: boolean
  /** Call when the upstream call has ended: what went wrong; null when the gate is open. */
  failure(outcome: AttemptOutcome, nowMs: number): UpstreamFailure | null
  /** The held answer is whole, so that it could be sent as it is. */
  readonly whole: boolean
  /** Let what is held go to the client after all, be it an error. */
  release(): void
  /** Hand what is held to a sink that only reads it, since another answer went to the client. */
  pour(): void
}

/** @param inner    where the answer goes once the gate is open
 * @param judge     of the provider's dialect
 * @param generates the operation answers with content, so that an answer without any is a failure
 * @param onBegun   called with the first byte of the answer
 * @param claim     asked once before the gate opens; false keeps it shut, because another answer went first
 * @param onRejected called once, in the transport's call stack: nothing more is wanted of this answer */
export function createGate(options: {
  inner: AnswerSink
  judge: JudgeEvent
  generates: boolean
  onBegun: () => void
  claim: () => boolean
  onRejected: () => void
}): AnswerGate {
  return new HoldingGate(options)
}

type Held = 'nothing' | 'json' | 'events' | 'error'
type Found = Pick<UpstreamFailure, 'errorType' | 'detail'> & { kind: FailureKind }

class HoldingGate implements AnswerGate {
  open = false
  private status = 0
  private rawHeaders: readonly Buffer[] = []
  private resume: () => void = () => undefined
  private holding: Held = 'nothing'
  private held: Buffer[] = []
  private heldBytes = 0
  private stream: StreamJudge | null = null
  private ended = false
  private truncated = false
  private rejection: Found | null = null

  constructor(private readonly options: Parameters<typeof createGate>[0]) {}

  head(status: number, rawHeaders: readonly Buffer[], resume: () => void): void {
    this.status = status
    this.rawHeaders = rawHeaders
    this.resume = resume
    this.options.onBegun()
    if (this.open) {
      this.options.inner.head(status, rawHeaders, resume)
      return
    }
    const type = headerOf(rawHeaders, 'content-type').toLowerCase()
    if (status >= 300) this.holding = 'error'
    else if (type.startsWith('text/html')) this.reject({ kind: 'bad_answer', errorType: null, detail: type })
    else if (type.startsWith('text/event-stream')) {
      this.holding = 'events'
      this.stream = createStreamJudge(this.options.judge)
    } else this.holding = 'json'
  }

  data(chunk: Buffer): boolean {
    if (this.open) return this.options.inner.data(chunk)
    if (this.truncated) return true
    this.held.push(chunk)
    this.heldBytes += chunk.length
    if (this.stream) this.follow(this.stream.feed(chunk))
    if (this.heldBytes > MAX_HELD_BYTES) this.overflow()
    return true
  }

  end(): void {
    this.ended = true
    if (this.open) {
      this.options.inner.end()
      return
    }
    if (this.stream) this.follow(this.stream.finish())
    else if (this.holding === 'json') this.judgeBody()
  }

  release(): void {
    if (this.open) return
    if (!this.options.claim()) {
      this.giveUp()
      return
    }
    this.open = true
    this.pour()
    if (this.ended) this.options.inner.end()
  }

  pour(): void {
    // Nothing to hold yet: the client has left, and what comes is only read.
    if (this.status === 0) return
    this.options.inner.head(this.status, this.rawHeaders, this.resume)
    if (this.heldBytes > 0) this.options.inner.data(this.join())
    this.held = []
  }

  get whole(): boolean {
    return this.ended && !this.truncated
  }

  failure(outcome: AttemptOutcome, nowMs: number): UpstreamFailure | null {
    if (this.open) return null
    const found = this.found(outcome)
    const header = (name: string) => headerOf(this.rawHeaders, name)
    const pause = found.kind === 'rate_limited' || found.kind === 'overloaded'
    return {
      ...found,
      status: this.status === 0 ? null : this.status,
      detail: found.detail.slice(0, MAX_DETAIL_LENGTH),
      retryAfterMs: pause ? readRetryAfter(header, nowMs, found.detail) : null,
    }
  }

  private found(outcome: AttemptOutcome): Found {
    if (this.rejection) return this.rejection
    if (this.status >= 300) {
      const body = this.heldText(MAX_DETAIL_LENGTH)
      const error = errorOf(body)
      const errorType = error?.stage === 'error' ? error.errorType : null
      return { kind: failureOfStatus(this.status), errorType, detail: body }
    }
    if (!outcome.ok && outcome.failure !== 'aborted')
      return { kind: outcome.failure, errorType: null, detail: outcome.detail }
    return { kind: 'empty', errorType: null, detail: '' }
  }

  /** Whether a whole answer with status 200 is one. */
  private judgeBody(): void {
    if (this.heldBytes === 0 && this.options.generates && this.status !== 204) return
    const body = this.join()
    if (this.options.generates && isMarkup(body)) {
      this.reject({ kind: 'bad_answer', errorType: null, detail: this.heldText(MAX_DETAIL_LENGTH) })
      return
    }
    const error = mayHoldError(body) ? errorOf(body.toString('utf8')) : null
    if (error?.stage === 'error') this.follow(error)
    else this.release()
  }

  /** What is held, in one piece. */
  private join(): Buffer {
    const [only] = this.held
    if (only && this.held.length === 1) return only
    const joined = Buffer.concat(this.held)
    this.held = [joined]
    return joined
  }

  private follow(stage: StreamStage): void {
    if (this.rejection) return
    if (stage.stage === 'content') this.release()
    else if (stage.stage === 'error') {
      const { errorType, words, detail } = stage
      this.reject({ kind: failureOfStatus(statusOfWords(words)), errorType, detail })
    }
  }

  /** More than may be held. A good answer goes on its way; of a bad one enough is known. */
  private overflow(): void {
    if (this.holding === 'error' || this.rejection) this.giveUp()
    else this.release()
  }

  private reject(found: Found): void {
    this.rejection = found
    // The client's own fault is for the client to read, so its answer is held to the end.
    if (FAILURE_TABLE[found.kind].retry !== 'none') this.giveUp()
  }

  private giveUp(): void {
    this.truncated = true
    this.options.onRejected()
  }

  private heldText(maxBytes: number): string {
    return this.join().toString('utf8', 0, maxBytes)
  }
}

const ERROR_MEMBER = Buffer.from('"error"')
const NULL_VALUE = /^\s*:\s*null\b/
const LESS_THAN = 0x3c
const WHITE_SPACE: ReadonlySet<number | undefined> = new Set([0x20, 0x0a, 0x0d, 0x09])

/** HTML or XML that calls itself JSON. */
function isMarkup(body: Buffer): boolean {
  let at = 0
  while (WHITE_SPACE.has(body[at])) at += 1
  return body[at] === LESS_THAN
}

/** Whether parsing is worth its cost: most good answers do not name an error, or say that it is null. */
function mayHoldError(body: Buffer): boolean {
  for (let at = body.indexOf(ERROR_MEMBER); at !== -1; at = body.indexOf(ERROR_MEMBER, at + 1)) {
    const after = at + ERROR_MEMBER.length
    if (!NULL_VALUE.test(body.toString('latin1', after, after + 16))) return true
  }
  return false
}

/** The error that a JSON text is, or null. Success bodies of some protocols have an `error` member too: null. */
function errorOf(text: string): StreamStage | null {
  try {
    const body: unknown = JSON.parse(text)
    // Google's streams without SSE are arrays, and so are their errors.
    const first: unknown = Array.isArray(body) ? body[0] : body
    if (!isRecord(first)) return null
    if (isRecord(first.error) || typeof first.error === 'string') return errorStage(first.error)
    return first.type === 'error' ? errorStage(first) : null
  } catch {
    return null
  }
}

function headerOf(rawHeaders: readonly Buffer[], name: string): string {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const spelling = rawHeaders[i]
    if (spelling?.length === name.length && spelling.toString('latin1').toLowerCase() === name)
      return rawHeaders[i + 1]?.toString('latin1') ?? ''
  }
  return ''
}
