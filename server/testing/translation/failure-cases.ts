import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from 'node:assert/strict'
import { dialectOf } from '#server/domain/provider'
import { BEGUN } from './answers'
import {
  breakingAnswer,
  cutAnswer,
  FAILURE_WORDS,
  FAILURES,
  failureAnswer,
  REASON,
  RETRY_AFTER_S,
} from './failures'
import type { Failure } from './failures'
import { failureOf } from './place'
import type { MatrixCase, Place } from './place'

/** The client gets the upstream's status, the words of its own protocol for it, and the upstream's message. */
async function failsAtOnce(place: Place, failure: Failure): Promise<void> {
  const { cell, client, upstream } = place
  upstream.answer(failureAnswer(cell.provider, failure))
  const error = await failureOf(client.talk({ streaming: cell.streaming }).say({ text: 'Now?' }))
  const told = client.told(error)
  if (!told) throw error
  const status = FAILURE_WORDS[dialectOf(cell.provider)][failure].status
  const { name, words, retryAfter, message } = told
  deepStrictEqual(
    { name, status: told.status, words },
    { name: client.errorNames[status], status, words: FAILURE_WORDS[cell.client][failure].words },
  )
  match(message, new RegExp(REASON))
  // The Google SDK shows no headers.
  if (failure === 'rate limit' && cell.client !== 'gemini') strictEqual(retryAfter, String(RETRY_AFTER_S))
}

/** The hub's credential is nobody's business: neither that it is refused, nor what is said about it. */
async function hidesCredential(place: Place): Promise<void> {
  const { cell, client, upstream } = place
  upstream.answer(failureAnswer(cell.provider, 'bad credential'))
  const error = await failureOf(client.talk({ streaming: cell.streaming }).say({ text: 'Now?' }))
  const told = client.told(error)
  if (!told) throw error
  const { name, status, message } = told
  deepStrictEqual({ name, status }, { name: client.errorNames[502], status: 502 })
  ok(!message.includes(REASON))
}

/** An SDK throws, or hands out an answer that calls itself failed: what came is never taken for all of it. */
async function breaksOff(place: Place, says: RegExp): Promise<void> {
  const { cell, client } = place
  let begun = ''
  const talk = client.talk({ streaming: true })
  const outcome = await talk.say({ text: 'Now?' }, { onText: () => (begun = BEGUN) }).then(
    (reply) => ({ stop: reply.stop }),
    (error: unknown) => ({ error }),
  )
  strictEqual(begun, BEGUN)
  if ('stop' in outcome) {
    // Responses have an event for it.
    strictEqual(cell.client, 'codex-responses')
    match(outcome.stop, /^failed: /)
    return
  }
  const told = client.told(outcome.error)
  if (!told) throw outcome.error
  match(told.message, says)
  notStrictEqual(told.name, client.abortName)
}

export const FAILURE_CASES: readonly MatrixCase[] = [
  ...FAILURES.map((failure) => ({
    name: failure,
    everyType: failure === 'rate limit',
    harms: true,
    run: (place: Place) =>
      failure === 'bad credential' ? hidesCredential(place) : failsAtOnce(place, failure),
  })),
  {
    name: 'error in mid-stream',
    streamsOnly: true,
    harms: true,
    async run(place) {
      place.upstream.answer(breakingAnswer(place.cell.provider))
      await breaksOff(place, new RegExp(REASON))
    },
  },
  {
    name: 'cut in mid-stream',
    streamsOnly: true,
    harms: true,
    async run(place) {
      place.upstream.answer(cutAnswer(place.cell.provider))
      await breaksOff(place, /ended the answer before it was complete/)
    },
  },
]
