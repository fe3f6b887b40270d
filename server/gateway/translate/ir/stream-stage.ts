import { errorKind, isRecord } from './metering'

/** What one event of an upstream's stream means for the question whether the answer has begun.
 * `preamble`: nothing that a client could not get from another provider as well. */
export type StreamStage =
  | { readonly stage: 'preamble' }
  | { readonly stage: 'content' }
  | {
      readonly stage: 'error'
      readonly errorType: string
      /** Everything that names the error, the most telling first. */
      readonly words: readonly string[]
      /** The error object as JSON, cut short. */
      readonly detail: string
    }

/** Judge one event by its name and its data, parsed; `data` is undefined when it is no JSON. Pure. */
export type JudgeEvent = (event: { name: string | null; data: unknown }) => StreamStage

export const PREAMBLE: StreamStage = { stage: 'preamble' }
export const CONTENT: StreamStage = { stage: 'content' }

const MAX_DETAIL_LENGTH = 8_192

/** The stage of an event that carries an error object, whatever its shape. */
export function errorStage(error: unknown): StreamStage {
  const { status, code, type } = isRecord(error) ? error : { status: error, code: null, type: null }
  return {
    stage: 'error',
    errorType: errorKind(error),
    words: [status, code, type]
      .filter((word) => typeof word === 'string' || typeof word === 'number')
      .map(String),
    detail: JSON.stringify(error ?? null).slice(0, MAX_DETAIL_LENGTH),
  }
}
