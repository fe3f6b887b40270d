import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { OwnRequest } from './own-requests'
import { memberOf } from './redis-sessions'
import type { Seat } from './redis-spend'
import {
  AWAITED_KEY,
  decodeRecord,
  encodeRecord,
  encodeWaiting,
  EPOCH_KEY,
  gaugeField,
  INSTANCES_KEY,
  JOINED_KEY,
  MARK_PREFIX,
  openKey,
  poolKey,
  rowsKey,
  RUN_KEY,
  SETTLING_KEY,
  SPEND_PREFIX,
  SUBJECT_TTL_MS,
  subjectKey,
} from './redis-spend-keys'
import type { Intent } from './spend-state'

/** How instances come, stay and go in Redis. Everything here rejects when Redis does not do its part. */
export interface RedisSpendMembers {
  /** What this instance has said before has no effect from now on, if it has not arrived yet.
   * @param known other instances of which it has heard */
  join(known: readonly string[]): Promise<Joined>
  beat(): Promise<Company>
  /** Whether an instance that somebody knows has not joined since Redis may have lost something. */
  isAwaiting(): Promise<boolean>
  leave(): Promise<void>
  /** Make what Redis knows of a request what this instance knows.
   * @param request undefined for one that this instance does not know */
  sync(requestId: string, request: OwnRequest | undefined): Promise<void>
  /** Take over what other instances have left that are not alive. */
  take(count: number): Promise<Taken[]>
  /** Ids of the rows that this instance keeps in Redis. */
  rowIds(): Promise<string[]>
  rowsOf(requestIds: readonly string[]): Promise<Taken[]>
}

/** Who is there. */
export interface Company {
  alive: number
  /** Also those that have ended and left something. */
  instances: readonly string[]
}

export interface Joined extends Company {
  /** Another one than before when Redis may have lost something. */
  epoch: string
  /** How long the other instances have left to tell this Redis what they know. */
  settlingMs: number
  /** @see RedisSpendMembers.isAwaiting */
  awaiting: boolean
  /** Requests of this instance that Redis has as open. */
  open: Set<string>
}

export interface Taken {
  requestId: string
  record: Intent
}

export interface RedisSpendMembersOptions {
  client: Redis
  seat: Seat
  /** Instances for which this one stands as well. */
  predecessors: readonly string[]
  /** For how long an instance is alive after its last beat. */
  aliveMs: number
  settleInMs: number
}

export function createRedisSpendMembers(options: RedisSpendMembersOptions): RedisSpendMembers {
  const { client, seat } = options
  const { instanceId } = seat
  const mark = MARK_PREFIX + instanceId
  const open = openKey(instanceId)
  const rows = rowsKey(instanceId)

  return {
    ...comingAndGoing(options),

    async sync(requestId, request) {
      const { claims = [], outcome = null } = request ?? {}
      const held = outcome ? [] : claims
      const billed = outcome?.subjects ?? []
      const pools = poolArgs(request)
      const keys = [
        mark,
        EPOCH_KEY,
        open,
        rows,
        ...held.map(({ gauge }) => subjectKey(gauge.subject)),
        ...billed.map(subjectKey),
        ...pools.map(({ key }) => key),
      ]
      const args = [
        requestId,
        ...stateArgs(request),
        SUBJECT_TTL_MS,
        held.length,
        ...held.flatMap(({ gauge, amount }) => [gaugeField(gauge), amount]),
        billed.length,
        pools.length,
        ...pools.flatMap((pool) => pool.args),
      ]
      await client.syncSpend1(keys.length, ...keys, seat.term, ...args)
    },

    async take(count) {
      const keys = [mark, EPOCH_KEY, INSTANCES_KEY, rows]
      const args = [seat.term, SPEND_PREFIX, SUBJECT_TTL_MS, count]
      const reply = await client.takeSpend1(keys.length, ...keys, ...args)
      const taken: Taken[] = []
      for (let i = 0; i + 1 < reply.length; i += 2)
        taken.push({ requestId: reply[i] ?? '', record: decodeRecord(reply[i + 1] ?? '') })
      return taken
    },

    rowIds: () => client.hkeys(rows),

    async rowsOf(requestIds) {
      if (requestIds.length === 0) return []
      const records = await client.hmget(rows, ...requestIds)
      return requestIds.flatMap((requestId, i) => {
        const record = records[i]
        return typeof record === 'string' ? [{ requestId, record: decodeRecord(record) }] : []
      })
    },
  }
}

function comingAndGoing({
  client,
  seat,
  predecessors,
  aliveMs,
  settleInMs,
}: RedisSpendMembersOptions): Pick<RedisSpendMembers, 'join' | 'beat' | 'isAwaiting' | 'leave'> {
  const { instanceId } = seat
  const mark = MARK_PREFIX + instanceId
  const open = openKey(instanceId)
  return {
    async join(known) {
      seat.term = randomUUID()
      const keys = [mark, EPOCH_KEY, RUN_KEY, SETTLING_KEY, INSTANCES_KEY, open, JOINED_KEY, AWAITED_KEY]
      const [epoch, settlingMs, awaited, alive, fields, instances] = await client.joinSpend2(
        keys.length,
        ...keys,
        ...[seat.term, instanceId, MARK_PREFIX, aliveMs, settleInMs],
        ...[predecessors.length, ...predecessors],
        ...known,
      )
      const ownOpen = new Set(fields.map((field) => field.slice(2)))
      return { epoch, settlingMs, awaiting: awaited === 1, alive, open: ownOpen, instances }
    },

    async beat() {
      const keys = [mark, EPOCH_KEY, RUN_KEY, INSTANCES_KEY]
      const [alive, instances] = await client.beatSpend2(
        keys.length,
        ...keys,
        ...[seat.term, MARK_PREFIX, aliveMs],
      )
      return { alive, instances }
    },

    isAwaiting: async () => (await client.exists(AWAITED_KEY)) === 1,

    async leave() {
      await client.del(mark)
    },
  }
}

type Arg = string | number

/** State, whether gauges have missed the settlement, record, what waits. */
function stateArgs(request: OwnRequest | undefined): Arg[] {
  if (!request) return ['gone', 0, '', '']
  const { intent, outcome, durable, told } = request
  if (!outcome) return ['open', 0, intent ? encodeRecord(intent) : '', '']
  const { row } = outcome
  const missed = told ? 0 : 1
  if (row === null || durable) return ['gone', missed, '', '']
  return ['settled', missed, encodeRecord({ ...outcome, row }), encodeWaiting(outcome)]
}

/** Leases that are held, or that end. */
function poolArgs(request: OwnRequest | undefined): { key: string; args: Arg[] }[] {
  if (request?.outcome)
    return request.outcome.dismiss.map(({ pool, member }) => ({
      key: poolKey(pool),
      args: [memberOf(member), '', 0],
    }))
  return (request?.leases ?? []).map(({ pool, member, untilMs, ttlMs }) => ({
    key: poolKey(pool),
    args: [memberOf(member), untilMs, ttlMs],
  }))
}
