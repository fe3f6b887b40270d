import type { StoreContext } from './store-context'
import { attempt, StoreError } from './store-error'

/** What was answered to requests that may be repeated. */
export interface IdempotentAnswerStore {
  /** Begin a request, unless it was begun after `sinceMs`.
   * @param id SHA-256, hex, of what makes two requests the same
   * @returns what is known of the first one, `answer` being null while it is at work; null when this is the first one */
  begin(
    id: string,
    request: { inputHash: string; sinceMs: number },
  ): Promise<{ inputHash: string; answer: string | null } | null>
  /** @param answer JSON text; it is sealed, since it may hold a new key */
  keep(id: string, answer: string): Promise<void>
  /** As if it had never begun. */
  forget(id: string): Promise<void>
}

export function createIdempotentAnswerStore({ client, sealer, now }: StoreContext): IdempotentAnswerStore {
  const { idempotentAnswer } = client
  return {
    async begin(id, { inputHash, sinceMs }) {
      await attempt(() =>
        idempotentAnswer.deleteMany({ where: { id, createdAt: { lt: new Date(sinceMs) } } }),
      )
      try {
        await attempt(() => idempotentAnswer.create({ data: { id, inputHash, createdAt: now() } }))
        return null
      } catch (error) {
        if (!(error instanceof StoreError) || error.code !== 'conflict') throw error
      }
      const first = await attempt(() => idempotentAnswer.findUnique({ where: { id } }))
      // It has just been forgotten: to whoever asks, it is as if it were still at work.
      if (!first) return { inputHash, answer: null }
      return {
        inputHash: first.inputHash,
        answer: first.answerSealed === null ? null : sealer.open(first.answerSealed),
      }
    },
    keep: (id, answer) =>
      attempt(async () => {
        await idempotentAnswer.updateMany({ where: { id }, data: { answerSealed: sealer.seal(answer) } })
      }),
    forget: (id) =>
      attempt(async () => {
        await idempotentAnswer.deleteMany({ where: { id } })
      }),
  }
}
