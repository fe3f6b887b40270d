/** What the Lua scripts of the spend have in common. Arguments are read one after the other: the first is the instance's
 * term, `text` and `number` return the next. Amounts are integers below 2^53, which a Lua number holds; `int` writes one
 * without an exponent. Many small tables cost more than the rest of a script, hence the lists side by side. */
export const ARGUMENTS = `
local at = 1
local function text() at = at + 1 return ARGV[at] end
local function number() at = at + 1 return tonumber(ARGV[at]) end
local format = string.format
local function int(n) return format('%d', n) end
`

/** KEYS begin with this instance's mark and the epoch. Refuses whoever was taken for dead, or whose words come late, over a
 * connection that he has given up. */
export const FENCE = `${ARGUMENTS}
local head = redis.call('MGET', KEYS[1], KEYS[2])
if head[1] ~= ARGV[1] or not head[2] then return redis.error_reply('LOST this instance has to join again') end
local epoch = tonumber(head[2])
`

/** A subject is a hash. q: the number of its last settlement, which counts as never below the epoch, so that no gauge has
 * seen all of them when Redis may have lost something. w:<request>: what waits for the database, "nanoUsd startedAtMs".
 * Everything else is a gauge: "spent reserved seen oldest", which are amounts, the number of the last settlement that it has
 * seen, and the begin of its oldest bucket. The buckets of a rolling gauge are a hash of their own: begin → amount.
 * `drop`: what is left after buckets have become outdated, and the oldest of that. */
export const GAUGES = `
local function seqOf(q)
  local seq = tonumber(q or 0)
  return seq > epoch and seq or epoch
end
local function gaugeIn(value)
  if not value then return 0, 0, '-', '-' end
  local spent, reserved, seen, oldest = string.match(value, '(%S+) (%S+) (%S+) (%S+)')
  return tonumber(spent), tonumber(reserved), seen, oldest
end
local function gaugeText(spent, reserved, seen, oldest)
  return format('%d %d %s %s', spent, reserved > 0 and reserved or 0, seen, oldest)
end
local function isOutdated(oldest, outdated)
  return outdated ~= '' and oldest ~= '-' and tonumber(oldest) <= tonumber(outdated)
end
local function drop(key, outdated)
  local spent, oldest, gone, upTo = 0, '-', {}, tonumber(outdated)
  local buckets = redis.call('HGETALL', key)
  for i = 1, #buckets, 2 do
    local begin = tonumber(buckets[i])
    if begin <= upTo then gone[#gone + 1] = buckets[i]
    else
      spent = spent + tonumber(buckets[i + 1])
      if oldest == '-' or begin < tonumber(oldest) then oldest = buckets[i] end
    end
  end
  if #gone > 0 then redis.call('HDEL', key, unpack(gone)) end
  return spent, oldest
end
`

/** What a request holds is a text: subject, gauge, amount, again and again, each ended by a line feed.
 * `heldIn`: the same as a table of tables. `reserve`: add to what is reserved, or give back. */
export const HELD = `
local EACH_HELD = '([^\\n]+)\\n([^\\n]+)\\n([^\\n]+)\\n'
local function heldIn(list)
  local held = {}
  for subject, gauge, amount in string.gmatch(list or '', EACH_HELD) do
    local gauges = held[subject] or {}
    gauges[gauge] = (gauges[gauge] or 0) + tonumber(amount)
    held[subject] = gauges
  end
  return held
end
local function reserve(subject, gauge, amount)
  local value = redis.call('HGET', subject, gauge)
  if not value and amount < 0 then return end
  local spent, reserved, seen, oldest = gaugeIn(value)
  redis.call('HSET', subject, gauge, gaugeText(spent, reserved + amount, seen, oldest))
end
local function giveBack(held)
  for subject, gauges in pairs(held) do
    for gauge, amount in pairs(gauges) do reserve(subject, gauge, -amount) end
  end
end
`
