import type { Redis, Result } from 'ioredis'
import { SPEND_MEMBER_SCRIPTS } from './redis-spend-member-scripts'
import { FENCE, GAUGES, HELD } from './redis-spend-lua'

/** The Lua scripts of every request (decisions/014). The rules of redis-scripts.ts hold: a changed script gets a new number.
 * Gauges come grouped by their subjects; `buckets` is the place of a rolling gauge's buckets among the keys, 0 for the others. */
const SCRIPTS = {
  /** KEYS: mark, epoch, open requests, the subjects, buckets, pools. ARGV: term, request, nowMs, intent, ttlMs of subjects,
   * subjects, pools, place of the first pool; for each subject: gauges; for each of them: place among the claims, gauge, amount,
   * limit, outdatedUpTo, buckets, bucket (of what counts at once and is never given back, '' for the others), ttlMs of the
   * buckets; for each pool: member, limit, ttlMs.
   * Returns ['reserved', used…], ['unseeded', claim…], ['refused', claim, spent, used, buckets] or ['full', pool, size]. */
  reserveSpend1: `${FENCE}${GAUGES}
local id, now, intent, subjectTtl, subjects, pools, firstPool =
  text(), text(), text(), text(), number(), number(), number()
local subject, gauge, amount, limit, outdated, buckets, bucket, ttl = {}, {}, {}, {}, {}, {}, {}, {}
local spent, reserved, seen, oldest, isNew, unseeded = {}, {}, {}, {}, {}, {}
local order = {}
for s = 1, subjects do
  local first, fields = #order + 1, { 'q' }
  for _ = 1, number() do
    local i = number()
    order[#order + 1], subject[i] = i, 3 + s
    gauge[i], amount[i], limit[i], outdated[i] = text(), number(), number(), text()
    buckets[i], bucket[i], ttl[i] = number(), text(), text()
    fields[#fields + 1] = gauge[i]
  end
  local values = redis.call('HMGET', KEYS[3 + s], unpack(fields))
  local seq = int(seqOf(values[1]))
  for k = first, #order do
    local i, value = order[k], values[k - first + 2]
    spent[i], reserved[i], seen[i], oldest[i] = gaugeIn(value)
    isNew[s] = isNew[s] or not value
    if bucket[i] == '' and seen[i] ~= seq then unseeded[#unseeded + 1] = i end
  end
end
if #unseeded > 0 then return { 'unseeded', unpack(unseeded) } end
for i = 1, #order do
  if isOutdated(oldest[i], outdated[i]) then
    spent[i], oldest[i] = drop(KEYS[buckets[i]], outdated[i])
  end
  local used = spent[i] + reserved[i]
  if used + amount[i] > limit[i] or used >= limit[i] then
    return { 'refused', i, spent[i], used, buckets[i] > 0 and redis.call('HGETALL', KEYS[buckets[i]]) or {} }
  end
end
local firstLease = at
for p = 1, pools do
  local key, member, room = KEYS[firstPool + p - 1], text(), number()
  at = at + 1
  if tonumber(redis.call('ZSCORE', key, member) or 0) <= tonumber(now) then
    redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
    local size = redis.call('ZCARD', key)
    if size >= room then return { 'full', p, size } end
  end
end
local held = intent == '' and redis.call('HGET', KEYS[3], 'c:' .. id) or ''
local answer, writes = { 'reserved' }, {}
for s = 1, subjects do writes[s] = {} end
for i = 1, #order do
  if bucket[i] == '' then
    reserved[i] = reserved[i] + amount[i]
    held = held .. KEYS[subject[i]] .. '\\n' .. gauge[i] .. '\\n' .. int(amount[i]) .. '\\n'
  else
    spent[i] = spent[i] + amount[i]
    if oldest[i] == '-' or tonumber(bucket[i]) < tonumber(oldest[i]) then oldest[i] = bucket[i] end
    if redis.call('HINCRBY', KEYS[buckets[i]], bucket[i], int(amount[i])) == amount[i] then
      redis.call('PEXPIRE', KEYS[buckets[i]], ttl[i])
    end
  end
  local own = writes[subject[i] - 3]
  own[#own + 1], own[#own + 2] = gauge[i], gaugeText(spent[i], reserved[i], seen[i], oldest[i])
  answer[i + 1] = spent[i] + reserved[i]
end
for s = 1, subjects do
  redis.call('HSET', KEYS[3 + s], unpack(writes[s]))
  if isNew[s] then redis.call('PEXPIRE', KEYS[3 + s], subjectTtl) end
end
at = firstLease
for p = 1, pools do
  local key, member, _, leaseTtl = KEYS[firstPool + p - 1], text(), text(), text()
  redis.call('ZADD', key, int(now + leaseTtl), member)
  redis.call('PEXPIRE', key, leaseTtl)
end
if intent == '' then redis.call('HSET', KEYS[3], 'c:' .. id, held)
else redis.call('HSET', KEYS[3], 'c:' .. id, held, 'i:' .. id, intent) end
return answer`,

  /** KEYS: mark, epoch, open requests, rows, the subjects, buckets, pools. ARGV: term, request, row ('' for none), what
   * waits ('' for nothing), ttlMs of subjects, subjects, pools, place of the first pool; for each subject: gauges; for each
   * of them: gauge, amount, buckets, bucket, ttlMs of the buckets; for each pool: member.
   * Returns 0 when the request is not open. */
  settleSpend1: `${FENCE}${GAUGES}${HELD}
local id, row, waiting, subjectTtl, subjects, pools, firstPool =
  text(), text(), text(), text(), number(), number(), number()
local list = redis.call('HGET', KEYS[3], 'c:' .. id)
if not list then return 0 end
local held = heldIn(list)
for s = 1, subjects do
  local key = KEYS[4 + s]
  local given, back, fields = number(), held[key] or {}, { 'q' }
  local amount, buckets, bucket, ttl, freed = {}, {}, {}, {}, {}
  held[key] = nil
  for g = 1, given do
    local gauge = text()
    fields[g + 1], amount[g], buckets[g], bucket[g], ttl[g] = gauge, number(), number(), text(), text()
    freed[g], back[gauge] = back[gauge] or 0, nil
  end
  for gauge, reserved in pairs(back) do fields[#fields + 1], freed[#freed + 1] = gauge, reserved end
  local values = redis.call('HMGET', key, unpack(fields))
  local seq = seqOf(values[1])
  local before, after = int(seq), int(seq + 1)
  local writes = { 'q', after }
  for g = 1, #freed do
    local spent, reserved, seen, oldest = gaugeIn(values[g + 1])
    if g <= given and seen == before then
      seen, spent = after, spent + amount[g]
      if buckets[g] > 0 and amount[g] > 0 then
        if redis.call('HINCRBY', KEYS[buckets[g]], bucket[g], int(amount[g])) == amount[g] then
          redis.call('PEXPIRE', KEYS[buckets[g]], ttl[g])
        end
        if oldest == '-' or tonumber(bucket[g]) < tonumber(oldest) then oldest = bucket[g] end
      end
    end
    if values[g + 1] then
      writes[#writes + 1] = fields[g + 1]
      writes[#writes + 1] = gaugeText(spent, reserved - freed[g], seen, oldest)
    end
  end
  if waiting ~= '' then writes[#writes + 1], writes[#writes + 2] = 'w:' .. id, waiting end
  redis.call('HSET', key, unpack(writes))
  redis.call('PEXPIRE', key, subjectTtl)
end
giveBack(held)
if row ~= '' then redis.call('HSET', KEYS[4], id, row) end
redis.call('HDEL', KEYS[3], 'c:' .. id, 'i:' .. id)
for p = 1, pools do redis.call('ZREM', KEYS[firstPool + p - 1], text()) end
return 1`,

  /** KEYS: mark, epoch, open requests, subject. ARGV: term, request. */
  releaseSpend1: `${FENCE}${GAUGES}${HELD}
local id, rest = text(), ''
local list = redis.call('HGET', KEYS[3], 'c:' .. id)
if not list then return 0 end
for subject, gauge, amount in string.gmatch(list, EACH_HELD) do
  if subject == KEYS[4] then reserve(subject, gauge, -tonumber(amount))
  else rest = rest .. subject .. '\\n' .. gauge .. '\\n' .. amount .. '\\n' end
end
redis.call('HSET', KEYS[3], 'c:' .. id, rest)
return 1`,

  /** KEYS: mark, epoch, the subjects, buckets. ARGV: term, subjects; for each of them: gauges; for each of them: its place,
   * gauge, '1' when it is known without a seed, outdatedUpTo, buckets. Returns what is used of each, or ''. */
  readSpend1: `${FENCE}${GAUGES}
local answer = {}
for s = 1, number() do
  local asked, fields = {}, { 'q' }
  for g = 1, number() do
    asked[g] = { place = number(), gauge = text(), known = text(), outdated = text(), buckets = number() }
    fields[g + 1] = asked[g].gauge
  end
  local values = redis.call('HMGET', KEYS[2 + s], unpack(fields))
  local seq = int(seqOf(values[1]))
  for g, one in ipairs(asked) do
    local spent, reserved, seen, oldest = gaugeIn(values[g + 1])
    if isOutdated(oldest, one.outdated) then
      spent, oldest = drop(KEYS[one.buckets], one.outdated)
      redis.call('HSET', KEYS[2 + s], one.gauge, gaugeText(spent, reserved, seen, oldest))
    end
    answer[one.place] = (one.known == '1' or seen == seq) and int(spent + reserved) or ''
  end
end
return answer`,

  /** KEYS: mark, epoch, subject. ARGV: term. Returns its number, and its fields. */
  pendingSpend1: `${FENCE}${GAUGES}
return { int(seqOf(redis.call('HGET', KEYS[3], 'q'))), redis.call('HGETALL', KEYS[3]) }`,

  /** KEYS: mark, epoch, subject, buckets. ARGV: term, the number that was read, ttlMs of the subject, moment until which
   * windows have ended that nobody asks for any more, gauges; for each of them: gauge, total, buckets, ttlMs of the buckets,
   * how many, and of each its begin and amount, the oldest first. Returns 0 when the number is another one by now. */
  seedSpend1: `${FENCE}${GAUGES}
local seq = int(seqOf(redis.call('HGET', KEYS[3], 'q')))
if seq ~= text() then return 0 end
local ttl, ended = text(), number()
for _ = 1, number() do
  local gauge, total, buckets, bucketsTtl, count = text(), number(), number(), text(), number()
  local _, reserved, seen = gaugeIn(redis.call('HGET', KEYS[3], gauge))
  if seen ~= seq then
    redis.call('HSET', KEYS[3], gauge, gaugeText(total, reserved, seq, count > 0 and ARGV[at + 1] or '-'))
    if buckets > 0 then redis.call('DEL', KEYS[buckets]) end
    if count > 0 then
      redis.call('HSET', KEYS[buckets], unpack(ARGV, at + 1, at + 2 * count))
      redis.call('PEXPIRE', KEYS[buckets], bucketsTtl)
    end
  end
  at = at + 2 * count
end
for _, field in ipairs(redis.call('HKEYS', KEYS[3])) do
  local endMs = string.match(field, '^usd%a+/(%d+)/%d+$')
  if endMs and tonumber(endMs) < ended then redis.call('HDEL', KEYS[3], field) end
end
redis.call('PEXPIRE', KEYS[3], ttl)
return 1`,
}

type Arg = string | number
type Fields = string[]

declare module 'ioredis' {
  interface RedisCommander<Context> {
    reserveSpend1(keys: number, ...args: Arg[]): Result<ReserveReply, Context>
    settleSpend1(keys: number, ...args: Arg[]): Result<number, Context>
    releaseSpend1(keys: number, ...args: Arg[]): Result<number, Context>
    readSpend1(keys: number, ...args: Arg[]): Result<string[], Context>
    pendingSpend1(keys: number, ...args: Arg[]): Result<[seq: string, fields: Fields], Context>
    seedSpend1(keys: number, ...args: Arg[]): Result<number, Context>
  }
}

/** Places count from 1. */
export type ReserveReply =
  | ['reserved', ...used: number[]]
  | ['unseeded', ...claims: number[]]
  | ['refused', claim: number, spent: number, used: number, buckets: Fields]
  | ['full', pool: number, size: number]

export function defineSpendScripts(client: Redis): void {
  for (const [name, lua] of Object.entries({ ...SCRIPTS, ...SPEND_MEMBER_SCRIPTS }))
    client.defineCommand(name, { lua })
}
