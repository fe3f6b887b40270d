import { Redis } from 'ioredis'
import { startRedis } from '#server/testing/start-redis'
import { startSlowProxy } from '#server/testing/slow-proxy'
import { REDIS_FAULTS } from '#server/testing/redis-faults'
import { openTestHub, SpendDatabase } from './spend-hub-fixtures'
import type { TestHub } from './spend-hub-fixtures'
const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms))
const LIMITS = { rpm: 1_000_000, usd5hNanoUsd: 10n ** 12n, usdDayNanoUsd: 10n ** 12n, usdTotalNanoUsd: 10n ** 12n }
const redis = await startRedis()
const names = process.argv.slice(2)
for (let n = 0; n < 12; n++) {
  for (const fault of REDIS_FAULTS.filter((f) => names.includes(f.title.split(' ')[0]!))) {
    const subject = { kind: 'user' as const, id: `u${n}-${fault.title.replace(/\W/g, '')}` }
    const database = new SpendDatabase()
    const proxy = await startSlowProxy(redis.port)
    const url = `redis://127.0.0.1:${proxy.port}`
    const events: string[] = []
    const t0 = performance.now()
    const log = (text: string) => events.push(`${(performance.now() - t0).toFixed(0)} ${text}`)
    const hubs = await Promise.all(['a', 'b'].map((name) => openTestHub({ url, database, subject, limits: LIMITS, settleInMs: 500, deadlineMs: 25, log: { info: (o: unknown, m?: string) => log(`${name} ${m} ${JSON.stringify(o)}`) } as never })))
    hubs.forEach((h, i) => h.instance.link.onUsableChange((u) => log(`${'ab'[i]} usable ${u}`)))
    const isShared = async (h: TestHub) => (await h.spend.pendingOf(subject)).seq > 0
    const settled = async (h: TestHub) => { while (!(await isShared(h))) await sleep(20) }
    await Promise.all(hubs.map(settled))
    let running = true
    const lanes = hubs.flatMap((hub, h) => Array.from({ length: 5 }, async (_, lane) => {
      for (let i = 0; running; i++) {
        const id = `${'ab'[h]}-${lane}-${i}-${n}`
        const { verdict } = await hub.reserve(id, 1000)
        if (verdict.kind !== 'reserved') log(`verdict ${id} ${verdict.kind}`)
        await sleep(lane === 0 ? 700 : 8)
        await hub.settle(id, lane + i)
      }
    }))
    await sleep(400); log('begin'); await fault.begin(redis, proxy); await sleep(1500); log('end'); await fault.end(redis, proxy)
    await Promise.all(hubs.map(settled)); log('settled'); await sleep(300)
    running = false
    await Promise.all(lanes)
    const total = database.sumOf(subject)
    const used = await Promise.all(hubs.map((h) => h.used()))
    const admin = new Redis(redis.url)
    const keys = await admin.keys('cch:{cch:spend}:open:*')
    const open = (await Promise.all(keys.map((k) => admin.hgetall(k)))).map((o) => Object.keys(o))
    if (used.some((u) => u[2] !== total) || open.flat().length) {
      console.log('WRONG', fault.title, 'total', total, 'used', JSON.stringify(used), 'open', JSON.stringify(open))
      console.log(await admin.hgetall(`cch:{cch:spend}:subject:user:${subject.id}`))
      await admin.hincrby(`cch:{cch:spend}:subject:user:${subject.id}`, 'q', 1)
      console.log('reseeded', JSON.stringify(await hubs[0]!.used()))
      console.log(events.slice(0,300).join('\n'))
    } else console.log('ok', n, fault.title, events.filter((e) => /usable/.test(e)).length)
    admin.disconnect()
    await Promise.all(hubs.map((h) => h.instance.close()))
    proxy.stop()
  }
}
await redis.stop(); process.exit(0)
