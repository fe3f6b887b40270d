import type { ErrorCode } from '#server/domain/errors'

/** An error of the hub's own, ready to be said in any dialect. `message` is public. */
export interface ErrorAnswer {
  code: ErrorCode
  status: number
  message: string
  requestId: string
  retryable: boolean
}

/** The dialect's words for the hub's own errors. */
export interface ErrorEncoder {
  /** The whole body of an error answer, JSON. */
  body(error: ErrorAnswer): string
  /** What ends a stream that has begun: one event, in the stream's own grammar, blank line included. */
  streamEvent(error: ErrorAnswer): string
  /** Headers that this dialect's clients look at. */
  headers(error: ErrorAnswer): Record<string, string>
}
