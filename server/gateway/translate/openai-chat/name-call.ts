import { randomUUID } from 'node:crypto'

/** Ids for calls that have none. They must be unlike those of any other answer of the conversation, and OpenAI takes 40
 * characters.
 * @param answerId the server's; an answer that has none gets ids by chance */
export function createCallIds(answerId: string | null): (at: number) => string {
  let stem = ''
  return (at) => {
    stem ||= (answerId ?? randomUUID()).replace(/[^\dA-Za-z]/g, '').slice(-24)
    return `call_${stem}_${String(at)}`
  }
}
