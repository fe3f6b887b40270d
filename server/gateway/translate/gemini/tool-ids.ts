import { createHash, randomUUID } from 'node:crypto'
import { MADE_UP } from '../ir/made-up-ids'

export { isMadeUp } from '../ir/made-up-ids'

/** For a call or result of a request: the same conversation gives the same ids. */
export const idInRequest = (turn: number, part: number): string => `${MADE_UP}t${turn}_p${part}`

/** For the calls of one answer, in order; unlike those of any other answer.
 * @param responseId Google's; an answer that has none gets ids by chance */
export function createAnswerIds(responseId: string | null): () => string {
  const answer =
    responseId === null
      ? randomUUID().replaceAll('-', '').slice(0, 16)
      : createHash('sha256').update(responseId).digest('hex').slice(0, 16)
  let count = 0
  return () => `${MADE_UP}${answer}_${count++}`
}
