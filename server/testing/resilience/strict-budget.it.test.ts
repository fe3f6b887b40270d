import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import { send } from '../http-client'
import { ADMIN_TOKEN, connectHub } from '../hub-client'
import { redisSuite, startRedis } from '../start-redis'
import { billOf, startBillingUpstream } from './billing-upstream'
import { Fleet, openBooks } from './fleet'
import { sleep, startLoad } from './start-load'

/** A strict budget of one dollar, hundreds of requests at once of which each may cost five cents: whatever happens in the
 * middle, the upstream never bills more than the dollar (design.md §7). */

const NANO = 1_000_000_000n
const LIMIT_USD = 1
/** A body of some 200 bytes and an answer of so many tokens at most reserve 5 cents. */
const MAX_TOKENS = 2_850
const usageOf = (n: number) => ({
  input: (n * 31) % 200,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  // Often as dear as it may be, so that nothing of the reservation is there by luck.
  output: n % 3 === 0 ? MAX_TOKENS : (n * 17) % MAX_TOKENS,
  reasoning: 0,
})

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

interface Setup {
  url: string
  env: Record<string, string>
  processes: number
}

async function setUp(folder: string, { url, env, processes }: Setup) {
  const database = await openBooks(url)
  closing.push(() => database.close())
  const upstream = await startBillingUpstream({ usageOf, pauseMs: (n) => (n * 7) % 30 })
  closing.push(() => upstream.close())
  const fleet = new Fleet(folder, {
    ...env,
    ADMIN_TOKEN,
    MASTER_KEY: randomBytes(32).toString('base64'),
    SETTING_BUDGET_MODE: 'strict',
  })
  closing.push(() => fleet.stop())
  for (let i = 0; i < processes; i++) await fleet.start(i)
  const hub = await connectHub(fleet.origins[0] ?? '')
  await hub.addProvider({ type: 'claude', baseUrl: upstream.origin })
  const { key } = await hub.addKey({ limits: { usdDay: LIMIT_USD } })
  await sleep(1_500)
  const ask = async (i: number) => {
    const origin = fleet.origins[i % processes] ?? ''
    const body = {
      model: 'billed-model',
      max_tokens: MAX_TOKENS,
      stream: i % 2 === 0,
      metadata: { user_id: `user_a_account__session_${String(i)}` },
      messages: [{ role: 'user', content: 'Hello' }],
    }
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    try {
      return (await send(`${origin}/v1/messages`, { method: 'POST', headers, body: JSON.stringify(body) }))
        .status
    } catch {
      await sleep(20)
      return 0
    }
  }
  const billed = () => upstream.calls.reduce((sum, { usage }) => sum + billOf(usage), 0n)
  return { fleet, upstream, ask, billed, database }
}

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'cch-strict-'))
  closing.push(() => {
    rmSync(folder, { recursive: true, force: true })
    return Promise.resolve()
  })
  return folder
}

it('holds in one process', async () => {
  const folder = newFolder()
  mkdirSync(join(folder, '0'), { mode: 0o700 })
  const url = pathToFileURL(join(folder, '0', 'hub.db')).href
  const { ask, billed, upstream, fleet } = await setUp(folder, { url, env: {}, processes: 1 })
  const statuses = await Promise.all(Array.from({ length: 500 }, (_, i) => ask(i)))
  expect(new Set(statuses)).toEqual(new Set([200, 429]))
  expect(upstream.calls.length).toBeGreaterThanOrEqual(19)
  expect(billed()).toBeLessThanOrEqual(BigInt(LIMIT_USD) * NANO)

  // Whoever comes again gets what the others did not need, and never more; not even of a process that began anew.
  const again = startLoad({
    lanes: 20,
    total: 300,
    ask: async (i) => {
      await ask(1_000 + i)
    },
  })
  await sleep(200)
  await fleet.kill(0)
  await fleet.start(0)
  await again.done
  const last = startLoad({
    lanes: 20,
    total: 300,
    ask: async (i) => {
      await ask(2_000 + i)
    },
  })
  await last.done
  expect(billed()).toBeLessThanOrEqual(BigInt(LIMIT_USD) * NANO)
  // What a kill leaves in the dark counts as spent, 20 requests of 5 cents at most; the rest of the dollar was to be had.
  expect(billed()).toBeGreaterThan(0n)
}, 120_000)

describe.skipIf(startRedis.isMissing())(redisSuite('four processes'), () => {
  it('share the dollar, when one is killed and Redis forgets everything in the middle', async () => {
    const folder = newFolder()
    const redis = await startRedis()
    closing.push(() => redis.stop())
    const under = databasesUnderTest(process.env['TEST_DATABASE_URL']).findLast(({ skipped }) => !skipped)
    if (!under) throw new Error('there is no database')
    const shared = await under.create()
    closing.push(() => shared.drop())
    const { fleet, ask, billed } = await setUp(folder, {
      url: shared.url,
      env: { DATABASE_URL: shared.url, REDIS_URL: redis.url },
      processes: 4,
    })
    const load = startLoad({
      lanes: 100,
      total: 500,
      ask: async (i) => {
        await ask(i)
      },
      pauseMs: 20,
    })
    await sleep(150)
    await fleet.kill(2)
    await sleep(150)
    await redis.kill()
    await sleep(300)
    await redis.start()
    await fleet.start(2)
    await load.done
    // Until the processes trust the new Redis again.
    await sleep(5_000)
    const again = startLoad({
      lanes: 40,
      total: 400,
      ask: async (i) => {
        await ask(1_000 + i)
      },
    })
    await again.done
    expect(billed()).toBeLessThanOrEqual(BigInt(LIMIT_USD) * NANO)
    expect(billed()).toBeGreaterThan(0n)
  }, 180_000)
})
