import type { Redis, Result } from 'ioredis'

/** Every Lua script of the shared state. A changed script gets a new number, since two releases run side by side for a
 * while; a changed shape of a value also a new key. State machines are in TypeScript; a script only makes a step atomic. */
const SCRIPTS = {
  /** Write a document if it is still the one that was read; '' stands for none.
   * ARGV: expected, next ('' writes nothing), ttlMs. Returns nothing when it held, else the present text. */
  swapHealth1: `
local present = redis.call('GET', KEYS[1]) or ''
if present ~= ARGV[1] then return present end
if ARGV[2] ~= '' then redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return false`,

  /** ARGV: nowMs, ttlMs. Returns [provider, reason, boundAtMs, lastUsedAtMs] as it was before this use, or nothing. */
  readBinding1: `
local binding = redis.call('HMGET', KEYS[1], 'provider', 'reason', 'boundAtMs', 'lastUsedAtMs')
if not binding[1] then return false end
redis.call('HSET', KEYS[1], 'lastUsedAtMs', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return binding`,

  /** ARGV: provider, reason, boundAtMs, lastUsedAtMs, ttlMs, from ('' for none), restore ('1': a binding that is older
   * than this one gives way, a newer one is not even touched). Returns the one in force. */
  bindSession1: `
local provider = redis.call('HGET', KEYS[1], 'provider')
local boundAtMs = tonumber(redis.call('HGET', KEYS[1], 'boundAtMs') or '0')
local older = ARGV[7] == '1' and boundAtMs < tonumber(ARGV[3])
local bound = not provider or provider == ARGV[6] or older
if bound then redis.call('HSET', KEYS[1], 'provider', ARGV[1], 'reason', ARGV[2], 'boundAtMs', ARGV[3]) end
if bound or ARGV[7] ~= '1' then
  redis.call('HSET', KEYS[1], 'lastUsedAtMs', ARGV[4])
  redis.call('PEXPIRE', KEYS[1], ARGV[5])
end
return redis.call('HMGET', KEYS[1], 'provider', 'reason', 'boundAtMs', 'lastUsedAtMs')`,

  /** ARGV: provider. */
  unbindSession1: `
if redis.call('HGET', KEYS[1], 'provider') == ARGV[1] then redis.call('DEL', KEYS[1]) end
return false`,

  /** ARGV: session, limit, ttlMs, nowMs. Returns 1 when it is in. */
  admitSession1: `
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[4])
local known = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not known and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], tonumber(ARGV[4]) + tonumber(ARGV[3]), ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`,

  /** ARGV: holder, ttlMs. Returns 1 when it is the holder's now. */
  claimLease1: `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`,

  /** ARGV: holder. */
  releaseLease1: `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return false`,

  /** KEYS: the hour's counts, the last outcomes. ARGV: minuteMs, succeeded, failed, lastSuccessAtMs, lastFailureAtMs (0 for
   * none), lastError, ttlMs. */
  addOutcomes1: `
redis.call('HINCRBY', KEYS[1], ARGV[1] .. ':succeeded', ARGV[2])
redis.call('HINCRBY', KEYS[1], ARGV[1] .. ':failed', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[7])
local last = redis.call('HMGET', KEYS[2], 'successAtMs', 'failureAtMs')
if tonumber(ARGV[4]) > tonumber(last[1] or '0') then redis.call('HSET', KEYS[2], 'successAtMs', ARGV[4]) end
if tonumber(ARGV[5]) > tonumber(last[2] or '0') then
  redis.call('HSET', KEYS[2], 'failureAtMs', ARGV[5], 'error', ARGV[6])
end
redis.call('PEXPIRE', KEYS[2], ARGV[7])
return false`,
}

type Texts = (string | null)[]

declare module 'ioredis' {
  interface RedisCommander<Context> {
    swapHealth1(key: string, expected: string, next: string, ttlMs: number): Result<string | null, Context>
    readBinding1(key: string, nowMs: number, ttlMs: number): Result<Texts | null, Context>
    bindSession1(key: string, ...args: (string | number)[]): Result<Texts, Context>
    unbindSession1(key: string, providerId: string): Result<null, Context>
    admitSession1(key: string, ...args: (string | number)[]): Result<number, Context>
    claimLease1(key: string, holder: string, ttlMs: number): Result<number, Context>
    releaseLease1(key: string, holder: string): Result<null, Context>
    addOutcomes1(hourKey: string, lastKey: string, ...args: (string | number)[]): Result<null, Context>
  }
}

export function defineScripts(client: Redis): void {
  for (const [name, lua] of Object.entries(SCRIPTS))
    client.defineCommand(name, { lua, numberOfKeys: lua.includes('KEYS[2]') ? 2 : 1 })
}
