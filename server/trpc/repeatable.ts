import { TRPCError } from '@trpc/server'
// What a middleware returns that answers without going on; tRPC exports it nowhere else.
import { middlewareMarker } from '@trpc/server/unstable-core-do-not-import'
import type { RepeatableRequest, RepeatableRequests } from '#server/services/repeatable-requests'
import { refusal } from './errors'

const MAX_KEY_LENGTH = 200

/** Do a request once, however often it is sent.
 * @throws TRPCError BAD_REQUEST, CONFLICT, UNPROCESSABLE_CONTENT about the key */
export async function answerOnce<Result extends { ok: boolean }>(
  requests: RepeatableRequests,
  request: RepeatableRequest,
  next: () => Promise<Result & ({ ok: true; data: unknown } | { ok: false })>,
) {
  if (request.key.length === 0 || request.key.length > MAX_KEY_LENGTH)
    throw refusal('BAD_REQUEST', [
      { path: 'Idempotency-Key', message: `must have 1 to ${String(MAX_KEY_LENGTH)} characters` },
    ])
  const claim = await requests.claim(request)
  if (claim.state === 'at-work') throw refusal('CONFLICT', [{ path: 'Idempotency-Key', message: AT_WORK }])
  if (claim.state === 'other-input')
    throw new TRPCError({ code: 'UNPROCESSABLE_CONTENT', message: OTHER_INPUT })
  if (claim.state === 'answered') return { ok: true as const, data: claim.answer, marker: middlewareMarker }
  const result = await next()
  // When this fails, the answer is still true. Whoever repeats the request is told that it was begun.
  await (result.ok ? claim.keep(result.data) : claim.release()).catch(() => undefined)
  return result
}

const AT_WORK =
  'the first request with this key has no answer yet: repeat it in a moment. If that stays so, look whether it was done, and use another key'
const OTHER_INPUT =
  'Idempotency-Key: this key was used with another input in the last 24 hours. Send that input again, or use another key.'
