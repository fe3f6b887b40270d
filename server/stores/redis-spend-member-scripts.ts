import type { Result } from 'ioredis'
import { FENCE, GAUGES, HELD } from './redis-spend-lua'

/** The Redis of now: another one after a restart or a failover, which may both have lost something. */
const RUN = `
local function runOf()
  local info = redis.pcall('INFO', 'server')
  return type(info) == 'string' and string.match(info, 'run_id:(%x+)') or 'unknown'
end
local function aliveOf(instances, prefix)
  local alive = 0
  for _, id in ipairs(redis.call('SMEMBERS', instances)) do
    alive = alive + redis.call('EXISTS', prefix .. id)
  end
  return alive
end
`

/** The scripts by which instances come, stay and go (decisions/014): none of them is part of a request. */
export const SPEND_MEMBER_SCRIPTS = {
  /** KEYS: this instance's mark, epoch, run, settling in, instances, open requests, joined, awaited. ARGV: term, instance,
   * what marks begin with, aliveMs, settleInMs; how many instances this one stands for as well, since it has inherited what
   * they left; those; instances that it knows.
   * Whoever of these does not come is awaited for aliveMs of a new epoch: what it had under way, nobody else may know.
   * Returns [epoch, ms left of settling in, whether somebody is awaited, instances alive, fields of the open requests,
   * instances]. */
  joinSpend2: `${RUN}
local epoch, run = redis.call('GET', KEYS[2]), runOf()
if not epoch or redis.call('GET', KEYS[3]) ~= run then
  local time = redis.call('TIME')
  -- Beyond every number that was given out in the epoch before, also when the clock was set back.
  local begun = math.max(time[1] * 1000000 + time[2], tonumber(epoch or 0) + 10000000000)
  epoch = string.format('%d', begun)
  redis.call('SET', KEYS[2], epoch)
  redis.call('SET', KEYS[3], run)
  if ARGV[5] ~= '0' then redis.call('SET', KEYS[4], '1', 'PX', ARGV[5]) end
  redis.call('DEL', KEYS[7], KEYS[8])
  for _, id in ipairs(redis.call('SMEMBERS', KEYS[5])) do redis.call('SADD', KEYS[8], id) end
end
local heirOf = 6 + ARGV[6]
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[4])
redis.call('SADD', KEYS[5], ARGV[2])
redis.call('SADD', KEYS[7], ARGV[2])
redis.call('SREM', KEYS[8], ARGV[2])
for i = 7, heirOf do
  -- Its own marks end with it at once, so that what it has left in Redis is taken over as well.
  redis.call('DEL', ARGV[3] .. ARGV[i])
  redis.call('SADD', KEYS[7], ARGV[i])
  redis.call('SREM', KEYS[8], ARGV[i])
end
for i = heirOf + 1, #ARGV do
  if redis.call('SISMEMBER', KEYS[7], ARGV[i]) == 0 then redis.call('SADD', KEYS[8], ARGV[i]) end
end
if redis.call('PTTL', KEYS[8]) == -1 then redis.call('PEXPIRE', KEYS[8], ARGV[4]) end
local left = math.max(0, redis.call('PTTL', KEYS[4]))
local awaited = redis.call('EXISTS', KEYS[8])
return { epoch, left, awaited, aliveOf(KEYS[5], ARGV[3]), redis.call('HKEYS', KEYS[6]), redis.call('SMEMBERS', KEYS[5]) }`,

  /** KEYS: mark, epoch, run, instances. ARGV: term, what marks begin with, aliveMs. Returns how many instances are alive,
   * and the names of all that are or have left something. */
  beatSpend2: `${FENCE}${RUN}
if redis.call('GET', KEYS[3]) ~= runOf() then return redis.error_reply('LOST this is another Redis') end
local prefix, aliveMs = text(), text()
redis.call('SET', KEYS[1], ARGV[1], 'PX', aliveMs)
return { aliveOf(KEYS[4], prefix), redis.call('SMEMBERS', KEYS[4]) }`,

  /** Make what Redis knows of a request what its instance knows.
   * KEYS: mark, epoch, open requests, rows, the subjects of its claims, those of its settlement, pools. ARGV: term, request,
   * state (open, settled, gone), whether gauges have missed its settlement, intent or row ('' for none), what waits, ttlMs of
   * subjects; claims, for each of them: gauge, amount; how many subjects its settlement has; pools, for each of them:
   * member, untilMs ('' to leave), ttlMs. */
  syncSpend1: `${FENCE}${GAUGES}${HELD}
local id, state, missed, record, waiting, ttl = text(), text(), text(), text(), text(), text()
local before, list, keys = heldIn(redis.call('HGET', KEYS[3], 'c:' .. id)), '', 4
for _ = 1, number() do
  keys = keys + 1
  local gauge, amount = text(), text()
  reserve(KEYS[keys], gauge, tonumber(amount))
  redis.call('PEXPIRE', KEYS[keys], ttl)
  list = list .. KEYS[keys] .. '\\n' .. gauge .. '\\n' .. amount .. '\\n'
end
giveBack(before)
for _ = 1, number() do
  keys = keys + 1
  if missed == '1' then
    redis.call('HSET', KEYS[keys], 'q', int(seqOf(redis.call('HGET', KEYS[keys], 'q')) + 1))
    redis.call('PEXPIRE', KEYS[keys], ttl)
  end
  if record == '' then redis.call('HDEL', KEYS[keys], 'w:' .. id)
  else redis.call('HSET', KEYS[keys], 'w:' .. id, waiting) end
end
for _ = 1, number() do
  keys = keys + 1
  local member, untilMs, poolTtl = text(), text(), text()
  if untilMs == '' then redis.call('ZREM', KEYS[keys], member)
  else
    redis.call('ZADD', KEYS[keys], untilMs, member)
    redis.call('PEXPIRE', KEYS[keys], poolTtl)
  end
end
if state == 'open' then
  redis.call('HSET', KEYS[3], 'c:' .. id, list)
  if record ~= '' then redis.call('HSET', KEYS[3], 'i:' .. id, record) end
  return 1
end
if record == '' then redis.call('HDEL', KEYS[4], id) else redis.call('HSET', KEYS[4], id, record) end
redis.call('HDEL', KEYS[3], 'c:' .. id, 'i:' .. id)
return 1`,

  /** Take over what instances that are not alive have left: an open request is settled as its intent says, and no gauge of
   * its subjects has seen that.
   * KEYS: mark, epoch, instances, rows. ARGV: term, what every key begins with, ttlMs of subjects, how many at most.
   * Returns [request, row, …]. */
  takeSpend1: `${FENCE}${GAUGES}${HELD}
local prefix, ttl, room, taken = text(), text(), number(), {}
local function note(id, record)
  redis.call('HSET', KEYS[4], id, record)
  taken[#taken + 1], taken[#taken + 2] = id, record
  room = room - 1
end
local function settle(open, id)
  local intent = redis.call('HGET', open, 'i:' .. id)
  if intent then
    local waiting, subjects = string.match(intent, '^(%d+ %d+)([^\\n]*)')
    for name in string.gmatch(subjects, '%S+') do
      local key = prefix .. 'subject:' .. name
      redis.call('HSET', key, 'q', int(seqOf(redis.call('HGET', key, 'q')) + 1), 'w:' .. id, waiting)
      redis.call('PEXPIRE', key, ttl)
    end
    note(id, intent)
  end
  giveBack(heldIn(redis.call('HGET', open, 'c:' .. id)))
  redis.call('HDEL', open, 'c:' .. id, 'i:' .. id)
end
local function takeFrom(instance)
  local open, rows = prefix .. 'open:' .. instance, prefix .. 'rows:' .. instance
  for _, field in ipairs(redis.call('HRANDFIELD', open, room)) do settle(open, string.sub(field, 3)) end
  if room > 0 then
    for _, id in ipairs(redis.call('HRANDFIELD', rows, room)) do
      note(id, redis.call('HGET', rows, id))
      redis.call('HDEL', rows, id)
    end
  end
  if redis.call('EXISTS', open, rows) == 0 then redis.call('SREM', KEYS[3], instance) end
end
for _, instance in ipairs(redis.call('SMEMBERS', KEYS[3])) do
  if room > 0 and redis.call('EXISTS', prefix .. 'alive:' .. instance) == 0 then takeFrom(instance) end
end
return taken`,
}

type Arg = string | number

declare module 'ioredis' {
  interface RedisCommander<Context> {
    joinSpend2(keys: number, ...args: Arg[]): Result<JoinReply, Context>
    beatSpend2(keys: number, ...args: Arg[]): Result<[alive: number, instances: string[]], Context>
    syncSpend1(keys: number, ...args: Arg[]): Result<number, Context>
    takeSpend1(keys: number, ...args: Arg[]): Result<string[], Context>
  }
}

export type JoinReply = [
  epoch: string,
  settlingMs: number,
  awaited: number,
  alive: number,
  openFields: string[],
  instances: string[],
]
