import { recordOf, textOf } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import type { Finish } from '../ir/response'

/** What an answer held, for the reasons that the protocol does not name. */
export interface Held {
  readonly calls: boolean
  readonly refusal: boolean
}
export const NOTHING_HELD: Held = { calls: false, refusal: false }

/** @param response whose status says that it has ended
 * @returns null while it is queued or under way */
export function decodeFinish(response: Fields, held: Held): Finish | null {
  const { status } = response
  if (status === 'queued' || status === 'in_progress') return null
  if (status === 'incomplete') {
    const raw = textOf(recordOf(response.incomplete_details).reason)
    return {
      reason: raw === 'content_filter' ? 'content_filter' : 'length',
      stopSequence: null,
      raw: raw ?? 'incomplete',
    }
  }
  return {
    reason: held.calls ? 'tool_calls' : held.refusal ? 'refusal' : 'stop',
    stopSequence: null,
    raw: textOf(status),
  }
}

/** The status of an answer, and what it names as the reason where it is not whole. */
export interface EndStatus {
  readonly status: 'completed' | 'incomplete' | 'failed'
  readonly reason: 'max_output_tokens' | 'content_filter' | null
}

/** @param refused the refusal is said in a part of its own, which is a complete answer */
export function encodeFinish(finish: Finish | null, refused: boolean): EndStatus {
  switch (finish?.reason) {
    case 'length':
      return { status: 'incomplete', reason: 'max_output_tokens' }
    case 'content_filter':
      return { status: 'incomplete', reason: 'content_filter' }
    case 'refusal':
      return refused
        ? { status: 'completed', reason: null }
        : { status: 'incomplete', reason: 'content_filter' }
    case 'error':
      return { status: 'failed', reason: null }
    default:
      return { status: 'completed', reason: null }
  }
}
