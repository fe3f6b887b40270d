import { startRedis } from '#server/testing/start-redis'
import { claimsOf, gaugesAt, openSpendInstance, order, seedAll, settlement, SPEND_NOW } from '#server/stores/spend-fixtures'
import { reserveCall, settleCall } from '#server/stores/redis-spend-args'
import { Redis } from 'ioredis'
const redis = await startRedis()
const { spend, link, close } = await openSpendInstance(redis.url, { deadlineMs: 5000, instanceId: 'bench' })
const client = link.client
client.defineCommand('nothing1', { lua: 'return 1' })
client.defineCommand('nothing2', { lua: `local at = 1
local function text() at = at + 1 return ARGV[at] end
local function number() at = at + 1 return tonumber(ARGV[at]) end
for i = 1, #ARGV - 1 do text() end
local h = redis.call('MGET', KEYS[1], KEYS[2])
return 1` })
const admin = new Redis(redis.url)
const limits = { rpm: 10_000_000, usd5hNanoUsd: 10n ** 15n, usdDayNanoUsd: 10n ** 15n }
const s = [{ kind: 'user' as const, id: '0190a1b2-aaaa-7ccc-8ddd-000000000001' }, { kind: 'key' as const, id: '0190a1b2-bbbb-7ccc-8ddd-000000000001' }]
const gauges = s.flatMap((x) => gaugesAt(x, limits))
await seedAll(spend, gauges)
const row = JSON.stringify(Array.from({ length: 50 }, (_, i) => `field value ${i}`))
const term = (await admin.get('cch:{cch:spend}:alive:bench'))!
const N = 10000
const cpu = async () => { const t = await admin.info('cpu'); return 1e6 * (Number(/used_cpu_sys:([\d.]+)/.exec(t)![1]) + Number(/used_cpu_user:([\d.]+)/.exec(t)![1])) }
async function measure(title: string, f: (i: number) => Promise<unknown>) {
  await admin.config('RESETSTAT')
  const c0 = await cpu()
  await Promise.all(Array.from({ length: 32 }, async (_, l) => { for (let i = l; i < N; i += 32) await f(i) }))
  const c1 = await cpu()
  console.log(title.padEnd(20), 'cpu', ((c1 - c0) / N).toFixed(1), /cmdstat_evalsha:.*usec_per_call=[\d.]+/.exec(await admin.info('commandstats'))?.[0])
}
const rc = (i: number) => reserveCall(order({ requestId: `0190a1b2-cccc-7ccc-0000-${String(i).padStart(12, '0')}`, nowMs: SPEND_NOW + i, claims: claimsOf(gauges, 50_000_000), intent: { row, nanoUsd: 5, startedAtMs: SPEND_NOW, subjects: s } }), ['cch:{cch:spend}:alive:bench', 'cch:{cch:spend}:epoch', 'cch:{cch:spend}:open:bench'], term)
const sc = (i: number) => settleCall(settlement({ requestId: `0190a1b2-cccc-7ccc-0000-${String(i).padStart(12, '0')}`, startedAtMs: SPEND_NOW + i, nanoUsd: 12345678, subjects: s, gauges, row }), ['cch:{cch:spend}:alive:bench', 'cch:{cch:spend}:epoch', 'cch:{cch:spend}:open:bench', 'cch:{cch:spend}:rows:bench'], term)
console.log('reserve args', rc(1).keys.length, rc(1).args.length, 'settle', sc(1).keys.length, sc(1).args.length)
const call = (name: string, c: { keys: string[]; args: (string | number)[] }) => (client as any)[name](c.keys.length, ...c.keys, ...c.args)
for (let round = 0; round < 2; round++) {
  await measure('ping', () => client.ping())
  await measure('nothing small', () => (client as any).nothing1(0))
  await measure('nothing reserve', (i) => call('nothing1', rc(i)))
  await measure('args reserve', (i) => call('nothing2', rc(i)))
  await measure('reserve', (i) => call('reserveSpend1', rc(i + round * N)))
  await measure('settle', (i) => call('settleSpend1', sc(i + round * N)))
}
await close(); admin.disconnect(); await redis.stop(); process.exit(0)
