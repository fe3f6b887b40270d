import { createHash } from 'node:crypto'
import type { IdempotentAnswerStore } from '#server/stores/interfaces'

export interface RepeatableRequest {
  /** Who asks, as in the audit log: others have keys of their own. */
  who: string
  procedure: string
  /** What the caller calls this request. */
  key: string
  input: unknown
}

export type Claim =
  | {
      state: 'first'
      /** It was done, and whoever asks again gets this answer. */
      keep(answer: unknown): Promise<void>
      /** It was not done, and may be asked for again. */
      release(): Promise<void>
    }
  | { state: 'answered'; answer: unknown }
  /** The first one is at work, or the process that did it is gone: then nobody knows whether it was done. */
  | { state: 'at-work' }
  /** The key belongs to a request with another input. */
  | { state: 'other-input' }

/** Requests that are done once, however often they are sent (`Idempotency-Key`).
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header */
export interface RepeatableRequests {
  claim(request: RepeatableRequest): Promise<Claim>
}

/** So long is an answer known. */
const KEPT_MS = 86_400_000

export function createRepeatableRequests(options: {
  answers: IdempotentAnswerStore
  nowMs: () => number
}): RepeatableRequests {
  const { answers, nowMs } = options
  return {
    async claim({ who, procedure, key, input }) {
      const id = sha256(JSON.stringify([who, procedure, key]))
      const inputHash = sha256(canonicalJson(input))
      const first = await answers.begin(id, { inputHash, sinceMs: nowMs() - KEPT_MS })
      if (first === null)
        return {
          state: 'first',
          keep: (answer) => answers.keep(id, JSON.stringify(answer)),
          release: () => answers.forget(id),
        }
      if (first.inputHash !== inputHash) return { state: 'other-input' }
      return first.answer === null
        ? { state: 'at-work' }
        : { state: 'answered', answer: JSON.parse(first.answer) }
    },
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The same for every order of the members of an object. */
const canonicalJson = (value: unknown): string =>
  JSON.stringify(value ?? null, (_name, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
