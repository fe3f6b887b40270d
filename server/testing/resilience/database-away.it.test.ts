import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '#server/platform/database'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import type { DatabaseFixture } from '#server/platform/database-fixtures'
import { startHub } from '../hub-harness'
import type { HubHarness } from '../hub-harness'
import { startSlowProxy } from '../slow-proxy'
import type { SlowProxy } from '../slow-proxy'
import { billOf, startBillingUpstream } from './billing-upstream'
import type { BillingUpstream } from './billing-upstream'
import { openBooks } from './fleet'

/** The database goes while requests come (design.md §6): they are served and wait in the journal, and when it is back
 * everything is in it once. */

const postgres = databasesUnderTest(process.env['TEST_DATABASE_URL']).at(-1)

const usageOf = (n: number) => ({
  input: 100 + n,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  output: 50 + n,
  reasoning: 0,
})
const BODY = { model: 'billed-model', max_tokens: 100, messages: [{ role: 'user', content: 'Hello' }] }

describe.skipIf(postgres?.skipped ?? true)(`without ${postgres?.title ?? 'a database'}`, () => {
  let fixture: DatabaseFixture
  let proxy: SlowProxy
  let database: Database
  let hub: HubHarness
  let upstream: BillingUpstream
  let key: string

  beforeAll(async () => {
    if (!postgres) throw new Error('there is no PostgreSQL')
    fixture = await postgres.create()
    const direct = new URL(fixture.url)
    proxy = await startSlowProxy(Number(direct.port))
    const url = new URL(fixture.url)
    url.port = String(proxy.port)
    database = await openBooks(fixture.url)
    upstream = await startBillingUpstream({ usageOf, pauseMs: () => 0 })
    hub = await startHub({ DATABASE_URL: url.href, SETTING_LIMIT_HEADERS: 'on' })
    await hub.addProvider({ type: 'claude', baseUrl: upstream.origin })
    ;({ key } = await hub.addKey({ limits: { usdTotal: 1, usd5h: 1, rpm: 1_000 } }))
  }, 60_000)
  afterAll(async () => {
    proxy.mend()
    await hub.close()
    await upstream.close()
    await database.close()
    proxy.stop()
    await fixture.drop()
  })

  const send = (as = key) => hub.send('/v1/messages', BODY, { headers: { authorization: `Bearer ${as}` } })
  const rows = () => database.client.requestLog.findMany({ where: { status: 200 } })
  const billed = () => upstream.calls.reduce((sum, { usage }) => sum + billOf(usage), 0n)
  const leftOf = (header: unknown): string => /remaining=([\d.]+)/.exec(String(header))?.[1] ?? ''

  it('serves, says that it is degraded, and has every row and every cent when it is back', async () => {
    for (let i = 0; i < 5; i++) expect((await send()).status).toBe(200)
    await hub.takeRows()
    proxy.cut()
    for (let i = 0; i < 20; i++) expect((await send()).status).toBe(200)
    await expect
      .poll(async () => (await (await fetch(`${hub.origin}/readyz`)).json()) as unknown, { timeout: 10_000 })
      .toMatchObject({ degraded: expect.arrayContaining(['database']) as unknown })
    // A key that it does not know may be a right one.
    const unknown = key.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))
    expect((await send(unknown)).status).toBe(503)
    const during = await send()
    expect(during.status).toBe(200)

    proxy.mend()
    await expect.poll(async () => (await rows()).length, { timeout: 20_000 }).toBe(upstream.calls.length)
    const costs = (await rows()).map(({ costNanoUsd }) => costNanoUsd ?? 0n)
    expect(costs.reduce((sum, cost) => sum + cost, 0n)).toBe(billed())
    // The limits never lost count: what the answer said then is what the rows say now.
    const reserved = 100n * 15_000n
    const spentBefore = billed() - billOf(upstream.calls.at(-1)?.usage)
    const left = leftOf(during.headers['x-cch-limit-key-usd-total'])
    const leftNano = BigInt(Math.round(Number(left) * 1e9))
    expect(1_000_000_000n - leftNano - spentBefore).toBeGreaterThanOrEqual(reserved)
    expect(1_000_000_000n - leftNano - spentBefore).toBeLessThan(reserved * 2n)
  }, 60_000)

  it('a limit that nobody has asked for yet does not keep a request back, nor is it forgotten', async () => {
    const fresh = await hub.addKey({ limits: { usdDay: 0.004 } })
    // Known to the hub, and its use is not.
    expect((await send(fresh.key)).status).toBe(200)
    const other = await hub.addKey({ limits: { usdDay: 0.004 } })
    await hub.send('/v1/models', undefined, {
      method: 'GET',
      headers: { authorization: `Bearer ${other.key}` },
    })
    proxy.cut()
    expect((await send(other.key)).status).toBe(200)
    proxy.mend()
    await hub.takeRows()
    await expect
      .poll(async () => (await send(other.key)).status, { timeout: 20_000, interval: 200 })
      .toBe(429)
    const spent = await database.client.requestLog.aggregate({
      where: { apiKeyId: other.id, status: 200 },
      _sum: { costNanoUsd: true },
    })
    expect(spent._sum.costNanoUsd ?? 0n).toBeLessThanOrEqual(6_000_000n)
  }, 60_000)
})
