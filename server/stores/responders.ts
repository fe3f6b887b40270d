import type { MaybePromise, Question, Responder } from './shared-state'

/** Who answers what is asked of this instance. */
export function createResponders() {
  const responders = new Map<Question, Responder>()
  return {
    /** @returns how to stop answering */
    listen(question: Question, responder: Responder): () => void {
      responders.set(question, responder)
      return () => responders.delete(question)
    },
    answer: (question: Question, text: string): MaybePromise<string | null> =>
      responders.get(question)?.(text) ?? null,
  }
}
