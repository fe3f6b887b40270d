import { randomUUID } from 'node:crypto'
import type { Logger } from '#server/platform/logger'
import { withDeadline } from '#server/platform/redis'
import type { RedisLink } from '#server/platform/redis-link'
import { NO_INSTANCE_JOURNAL } from './instance-journal'
import type { InstanceJournal } from './instance-journal'
import { createLocalSpend } from './local-spend'
import type { LocalSpend } from './local-spend'
import { OwnRequests } from './own-requests'
import { createRedisSpend } from './redis-spend'
import type { RedisSpend, Seat } from './redis-spend'
import { createRedisSpendMembers } from './redis-spend-members'
import type { RedisSpendMembers, Taken } from './redis-spend-members'
import { defineSpendScripts } from './redis-spend-scripts'
import { createSpendMembership } from './spend-membership'
import type { SpendMembership } from './spend-membership'
import type { Order, Settlement, SpendState, Verdict } from './spend-state'

export interface ResilientSpendOptions {
  /** Must not have been used yet: what is registered with it comes before the first use. */
  link: RedisLink
  /** Unique among all processes of all times; a new UUID by default. */
  instanceId?: string
  /** What outlives both this process and Redis; nothing by default. */
  journal?: InstanceJournal
  nowMs: () => number
  /** Whether orders with a limit in USD are refused while Redis is away; otherwise they go on by local counters. */
  failClosed: () => boolean
  /** Between two signs of life of this instance, 1 s by default. */
  beatMs?: number
  /** An instance that gave none for so long has ended, and others take over what it has left; 12 s by default. */
  aliveMs?: number
  /** How long the instances have to tell a Redis that has lost something what they know, 3 s by default. */
  settleInMs?: number
  log: Pick<Logger, 'info'>
}

/** Rows of ended instances that are taken over in one call. */
const TAKEN_AT_ONCE = 500
const TAKE_DEADLINE_MS = 1_000

/** Redis while it answers, counters of this instance while it does not. Nothing rejects, and nothing waits for longer than
 * the link's deadline. What happens meanwhile is told to Redis before Redis is used again; gauges that have missed a
 * settlement by then are read from the database anew, so that nothing is added twice or never. */
export function createResilientSpend(options: ResilientSpendOptions): SpendState {
  const { link, instanceId = randomUUID(), journal = NO_INSTANCE_JOURNAL } = options
  const { nowMs, failClosed, log } = options
  const { beatMs = 1_000, aliveMs = 12_000, settleInMs = 3_000 } = options
  const { client } = link
  defineSpendScripts(client)
  const seat: Seat = { instanceId, term: '' }
  const own = new OwnRequests()
  for (const { requestId, record } of journal.inherited) own.inherit(requestId, record)
  const local = createLocalSpend()
  const { predecessors } = journal
  const members = createRedisSpendMembers({ client, seat, predecessors, aliveMs, settleInMs })
  const membership = createSpendMembership({
    link,
    members,
    own,
    beatMs,
    aliveMs,
    nowMs,
    log,
    onAlone() {
      local.begin(own.open(), membership.instances)
    },
  })
  const remote = createRedisSpend({ client, seat })
  const parts: Parts = { link, journal, own, local, membership, members, remote, nowMs, failClosed }
  return {
    ...orders(parts),
    ...settlements(parts),
    ...seeds(parts),
    ...takeAbandoned(parts, aliveMs),
    async close() {
      await membership.close()
      await journal.close()
    },
  }
}

interface Parts {
  link: RedisLink
  journal: InstanceJournal
  own: OwnRequests
  local: LocalSpend
  membership: SpendMembership
  members: RedisSpendMembers
  remote: RedisSpend
  nowMs: () => number
  failClosed: () => boolean
}

const UNAVAILABLE: Verdict = Object.freeze({ kind: 'unavailable' })

function orders(parts: Parts): Pick<SpendState, 'reserve' | 'release'> {
  const { link, journal, own, local, membership, remote, failClosed } = parts

  const hold = (order: Order): void => {
    own.hold(order)
    if (order.intent) journal.intend(order.requestId, order.intent)
  }

  const reserveAlone = (order: Order): Verdict => {
    if (failClosed() && order.claims.some(({ gauge }) => gauge.unit === 'nanoUsd')) return UNAVAILABLE
    const verdict = local.reserve(order)
    if (verdict.kind !== 'reserved') return verdict
    hold(order)
    own.doubt(order.requestId)
    return verdict
  }

  const keep = (order: Order, verdict: Verdict): Verdict => {
    if (verdict.kind !== 'reserved') return verdict
    local.learn(
      order.claims.map(({ gauge }) => gauge),
      verdict.used,
    )
    local.admit(order.leases, order.nowMs)
    hold(order)
    // Another call has failed meanwhile.
    if (!membership.shared && !own.get(order.requestId)?.outcome) local.hold(order)
    return verdict
  }

  return {
    reserve(order) {
      if (!membership.shared) return reserveAlone(order)
      return link
        .run(() => remote.reserve(order))
        .then(
          (verdict) => keep(order, verdict),
          () => {
            // It may have been done all the same.
            own.doubt(order.requestId)
            return reserveAlone(order)
          },
        )
    },
    async release(requestId, subject) {
      own.release(requestId, subject)
      if (!membership.shared) {
        local.release(requestId, subject)
        own.doubt(requestId)
        return
      }
      try {
        await link.run(() => remote.release(requestId, subject))
      } catch {
        own.doubt(requestId)
      }
    },
  }
}

function settlements(parts: Parts): Pick<SpendState, 'settle' | 'forget'> {
  const { link, journal, own, local, membership, members, remote } = parts

  /** Gauges take part where that is exact, and are read anew where it may not be. */
  const tell = async (settlement: Settlement): Promise<void> => {
    const { requestId } = settlement
    const request = own.get(requestId)
    const known = request?.doubtful !== true && (await remote.settle(settlement))
    if (!known) await members.sync(requestId, request)
  }

  return {
    async settle(settlement) {
      const mine = own.settle(settlement)
      if (!mine) return false
      if (mine.row !== null) journal.settle(mine.requestId, { ...mine, row: mine.row })
      local.dismiss(mine.dismiss)
      const { requestId } = mine
      if (!membership.shared) {
        local.settle(mine)
        own.doubt(requestId)
        return true
      }
      try {
        await link.run(() => tell(mine))
        own.noteTold(requestId)
      } catch {
        own.doubt(requestId)
      }
      return true
    },
    async forget(requestIds) {
      journal.forget(requestIds)
      const mine = own.noteDurable(requestIds)
      if (mine.length === 0) return
      const ids = mine.map(({ requestId }) => requestId)
      try {
        if (membership.shared) {
          await link.run(() => remote.forget(mine))
          own.noteForgotten(ids)
          return
        }
      } catch {
        // Redis keeps them until it is told again.
      }
      for (const id of ids) own.doubt(id)
    },
  }
}

function seeds(parts: Parts): Pick<SpendState, 'read' | 'pendingOf' | 'seed'> {
  const { link, own, local, membership, remote, nowMs } = parts
  const ask = async <T>(work: () => Promise<T>, standIn: () => T): Promise<T> => {
    if (!membership.shared) return standIn()
    try {
      return await link.run(work)
    } catch {
      return standIn()
    }
  }
  return {
    async read(gauges, atMs) {
      if (!membership.shared) return local.read(gauges, atMs)
      return ask(
        async () => {
          const used = await remote.read(gauges, atMs)
          local.learn(gauges, used)
          return used
        },
        () => local.read(gauges, atMs),
      )
    },
    pendingOf: (subject) =>
      ask(
        () => remote.pendingOf(subject),
        () => ({ seq: local.seqOf(subject), rows: own.waitingOf(subject) }),
      ),
    seed: (subject, seq, gauges) =>
      // What was read for one of the two is not what the other one counts.
      seq < 0 || !membership.shared
        ? !membership.shared && local.seed(subject, seq, gauges, nowMs())
        : ask(
            () => remote.seed(subject, seq, gauges, nowMs()),
            () => false,
          ),
  }
}

/** Nobody is taken for dead by an instance that was away itself a moment ago: the others may be on their way back. */
function takeAbandoned(
  { journal, own, membership, members }: Parts,
  aliveMs: number,
): Pick<SpendState, 'takeAbandoned'> {
  /** The stay in Redis of which all rows in the name of this instance are known to it: what an answer brought that did not
   * arrive, or a Redis that was restored, has left others. */
  let knownSinceMs: number | null = null
  let inherited = journal.inherited

  const take = async (): Promise<Taken[]> => {
    const { sharedSinceMs } = membership
    const ids = knownSinceMs === sharedSinceMs ? [] : await members.rowIds()
    knownSinceMs = null
    const strays = await members.rowsOf(ids.filter((id) => !own.get(id)))
    const taken = await members.take(TAKEN_AT_ONCE)
    knownSinceMs = sharedSinceMs
    return [...strays, ...taken]
  }

  return {
    async takeAbandoned(nowMs) {
      // Their process has ended for certain, whatever Redis says.
      const left = inherited.map(({ requestId, record }) => ({ requestId, row: record.row }))
      inherited = []
      if (!membership.shared || nowMs - membership.sharedSinceMs < aliveMs) return left
      const taken = await withDeadline(take(), TAKE_DEADLINE_MS).catch((): Taken[] => [])
      // One that was taken from this instance while it was away is still its own.
      const foreign = taken.filter(({ requestId }) => !own.get(requestId))
      for (const { requestId, record } of foreign) own.adopt(requestId, record)
      return [...left, ...foreign.map(({ requestId, record }) => ({ requestId, row: record.row }))]
    },
  }
}
