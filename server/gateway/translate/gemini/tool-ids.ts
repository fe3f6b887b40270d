import { createHash, randomUUID } from 'node:crypto'

/** Gemini's calls often have no id, and everyone else's must. Those that the hub makes up are marked, so that they are
 * never told to Gemini: there, calls and results meet by name and order. */
const MARK = 'call_gm_'

export const isMadeUp = (id: string): boolean => id.startsWith(MARK)

/** For a call or result of a request: the same conversation gives the same ids. */
export const idInRequest = (turn: number, part: number): string => `${MARK}t${turn}_p${part}`

/** For the calls of one answer, in order; unlike those of any other answer.
 * @param responseId Google's; an answer that has none gets ids by chance */
export function createAnswerIds(responseId: string | null): () => string {
  const answer =
    responseId === null
      ? randomUUID().replaceAll('-', '').slice(0, 16)
      : createHash('sha256').update(responseId).digest('hex').slice(0, 16)
  let count = 0
  return () => `${MARK}${answer}_${count++}`
}
