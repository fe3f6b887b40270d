import { withDeadline } from '#server/platform/redis'
import type { OwnRequests } from './own-requests'
import type { RedisSpendMembers } from './redis-spend-members'

export interface TellRedisOptions {
  members: Pick<RedisSpendMembers, 'sync'>
  own: OwnRequests
}

/** Requests that Redis is told of at once, and how long that may take; nobody waits for it. */
const CHUNK = 200
export const TELLING_DEADLINE_MS = 1_000
/** Requests go on meanwhile and leave more to tell. */
const MAX_ROUNDS = 3

/** Tell Redis all that it may not know. Some of it may be left when this ends.
 * @throws Error when Redis fails again; what was not told is then told the next time */
export async function tellRedis(options: TellRedisOptions): Promise<void> {
  const { own } = options
  for (let round = 0; round < MAX_ROUNDS && own.unsure > 0; round += 1)
    for (let left = own.unsure; left > 0; left -= CHUNK) {
      const ids = own.takeUnsure(Math.min(CHUNK, left))
      await withDeadline(tellAtOnce(options, ids), TELLING_DEADLINE_MS)
    }
}

/** All is sent when this returns, and done when it has resolved. */
export async function tellAtOnce(options: TellRedisOptions, requestIds: readonly string[]): Promise<void> {
  await Promise.all(requestIds.map((requestId) => tellOf(options, requestId)))
}

async function tellOf({ members, own }: TellRedisOptions, requestId: string): Promise<void> {
  const request = own.get(requestId)
  // It may go on while this is on the way.
  const isSettled = request?.outcome != null
  const isDurable = request?.durable === true
  try {
    await members.sync(requestId, request)
  } catch (error) {
    own.doubt(requestId)
    throw error
  }
  if (isSettled) own.noteTold(requestId)
  if (isDurable) own.noteForgotten([requestId])
}
