import { randomUUID } from 'node:crypto'

/** Ids for calls that have none. They must be unlike those of any other answer of the conversation, and OpenAI takes 40
 * characters.
 * @param answerId the server's; an answer that has none gets ids by chance */
export function createCallIds(answerId: string | null): (at: number) => string {
  const stem = (answerId ?? randomUUID()).replace(/[^\dA-Za-z]/g, '').slice(-24)
  return (at) => `call_${stem}_${String(at)}`
}
