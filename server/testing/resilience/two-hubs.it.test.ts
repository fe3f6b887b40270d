import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import type { DatabaseFixture } from '#server/platform/database-fixtures'
import type { ProviderCreateInput } from '#server/trpc/schemas/provider'
import type { ClientAnswer } from '../http-client'
import { ADMIN_TOKEN, connectHub } from '../hub-client'
import type { HubClient } from '../hub-client'
import { startProcess } from '../start-process'
import type { HubProcess } from '../start-process'
import { redisSuite, startRedis } from '../start-redis'
import type { RedisForTests } from '../start-redis'
import { addNamedProvider, servedBy, wellAnswer } from './named-provider'
import type { NamedProvider } from './named-provider'
import { sleep } from './start-load'

/** Two processes of the hub on one Redis and one database: PostgreSQL where there is one, else a SQLite file of both. */

const CIRCUIT = { failureThreshold: 3, openMs: 1_500, successThreshold: 2 }
/** What one learns the other honours within so long. */
const SPREAD_MS = 1_000

describe.skipIf(startRedis.isMissing())(redisSuite('two hubs on one Redis'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'cch-two-hubs-'))
  let redis: RedisForTests
  let database: DatabaseFixture
  let processes: HubProcess[]
  let a: HubClient
  let b: HubClient
  const providers: NamedProvider[] = []
  let group: string
  let key: { id: string; key: string }

  beforeAll(async () => {
    redis = await startRedis()
    const under = databasesUnderTest(process.env['TEST_DATABASE_URL']).findLast(({ skipped }) => !skipped)
    if (!under) throw new Error('there is no database')
    database = await under.create()
    const env = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      // A busy test machine must not pass for a Redis that is away.
      REDIS_DEADLINE_MS: '2000',
      ADMIN_TOKEN,
      MASTER_KEY: randomBytes(32).toString('base64'),
    }
    // Both at once, so that one of them finds the other migrating.
    processes = ['a', 'b'].map((name) => startProcess({ ...env, DATA_DIR: join(folder, name) }))
    const origins = await Promise.all(processes.map(listening))
    ;[a, b] = (await Promise.all(origins.map(connectHub))) as [HubClient, HubClient]
  }, 60_000)
  afterAll(async () => {
    for (const { child } of processes) child.kill('SIGTERM')
    await Promise.all(processes.map(({ exit }) => exit))
    await redis.stop()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(async () => {
    group = randomUUID()
    key = await a.addKey({ providerGroup: group })
  })
  afterEach(async () => {
    await Promise.all(providers.splice(0).map((provider) => provider.close()))
  })

  /** Made through the first hub. */
  async function add(input: Partial<ProviderCreateInput> = {}): Promise<NamedProvider> {
    const provider = await addNamedProvider(a, {
      type: 'claude',
      groupTags: [group],
      circuit: CIRCUIT,
      ...input,
    })
    providers.push(provider)
    return provider
  }

  function send(hub: HubClient, session?: string): Promise<ClientAnswer> {
    const messages = [{ role: 'user', content: randomUUID() }]
    const body = { model: 'claude-test', max_tokens: 9, messages }
    const named = session === undefined ? {} : { 'x-session-id': session }
    return hub.send('/v1/messages', body, { headers: { ...named, authorization: `Bearer ${key.key}` } })
  }

  async function ask(hub: HubClient, session?: string): Promise<string> {
    const answer = await send(hub, session)
    expect(answer).toMatchObject({ status: 200, complete: true })
    return servedBy(answer)
  }

  const times = (count: number, call: () => Promise<string>) =>
    Promise.all(Array.from({ length: count }, call))

  /** Resolves when the other hub has heard of the providers made a moment ago. */
  const areKnownTo = (hub: HubClient) =>
    expect
      .poll(async () => (await hub.api('GET', '/providers/health')).items, {
        timeout: SPREAD_MS,
        interval: 10,
      })
      .toEqual(
        expect.arrayContaining(
          providers.map(({ id }) => expect.objectContaining({ providerId: id }) as object),
        ),
      )

  const statusAt = async (hub: HubClient, { id }: NamedProvider) =>
    (await hub.api('GET', `/providers/${id}/health`)).status

  it('a circuit that requests through one have opened is honoured by the other within a second', async () => {
    const dead = await add({ priority: 0 })
    const well = await add({ priority: 1 })
    await areKnownTo(b)
    dead.breakDown()
    dead.forget()
    for (let i = 0; i < CIRCUIT.failureThreshold; i++) expect(await ask(a)).toBe(well.id)
    const openedAtMs = performance.now()
    await expect.poll(() => statusAt(b, dead), { interval: 10 }).toBe('circuit_open')
    expect(performance.now() - openedAtMs).toBeLessThan(SPREAD_MS)
    expect(await times(20, () => ask(b))).toEqual(Array(20).fill(well.id))
    expect(dead.requests).toHaveLength(CIRCUIT.failureThreshold)
  })

  it('probes are counted over both', async () => {
    const dead = await add({ priority: 0 })
    const well = await add({ priority: 1 })
    await areKnownTo(b)
    dead.breakDown()
    for (let i = 0; i < CIRCUIT.failureThreshold; i++) await ask(a)
    await expect.poll(() => statusAt(b, dead), { timeout: SPREAD_MS, interval: 10 }).toBe('circuit_open')

    let release: () => void = () => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    dead.answer((request) => {
      const { steps, ...answer } = wellAnswer('claude', request, dead.id)
      return { ...answer, steps: [{ until: held }, ...steps] }
    })
    dead.forget()
    // Through both, from before the circuit is half-open to well after it.
    const asked: Promise<string>[] = []
    const end = performance.now() + CIRCUIT.openMs + 500
    while (performance.now() < end) {
      asked.push(ask(a), ask(b))
      await sleep(10)
    }
    expect(dead.requests).toHaveLength(CIRCUIT.successThreshold)
    expect(dead.underWay()).toBe(CIRCUIT.successThreshold)
    release()
    const served = await Promise.all(asked)
    expect(served.filter((id) => id === dead.id)).toHaveLength(CIRCUIT.successThreshold)
    expect(new Set(served)).toEqual(new Set([dead.id, well.id]))

    // Both probes have succeeded: it is back for both.
    for (const hub of [a, b])
      await expect.poll(() => ask(hub), { timeout: SPREAD_MS, interval: 20 }).toBe(dead.id)
    expect(await times(10, () => ask(b))).toEqual(Array(10).fill(dead.id))
  })

  it('a session sticks across both', async () => {
    const preferred = await add({ priority: 0, enabled: false })
    const second = await add({ priority: 1 })
    await areKnownTo(b)
    const sessions = Array.from({ length: 10 }, () => randomUUID())
    for (const [i, session] of sessions.entries()) expect(await ask(i % 2 ? a : b, session)).toBe(second.id)
    await a.api('PATCH', `/providers/${preferred.id}`, { enabled: true })
    await expect.poll(() => ask(b), { timeout: SPREAD_MS, interval: 20 }).toBe(preferred.id)
    for (const [i, session] of sessions.entries())
      for (const hub of i % 2 ? [b, a, b] : [a, b, a]) expect(await ask(hub, session)).toBe(second.id)
  })

  it('a session that one has moved stays moved for the other', async () => {
    const first = await add({ priority: 0 })
    const second = await add({ priority: 1 })
    await areKnownTo(b)
    const session = randomUUID()
    expect(await ask(b, session)).toBe(first.id)
    first.breakDown()
    // One failure opens nothing, it only moves the session.
    expect(await ask(a, session)).toBe(second.id)
    first.mend()
    for (const hub of [b, a, b]) expect(await ask(hub, session)).toBe(second.id)
    expect(await ask(b)).toBe(first.id)
  })

  it('a pause that a provider asked one for is honoured by the other', async () => {
    const limited = await add({ priority: 0 })
    const well = await add({ priority: 1 })
    await areKnownTo(b)
    limited.breakDown(429, [['retry-after', '30']])
    limited.forget()
    expect(await ask(a)).toBe(well.id)
    const pausedAtMs = performance.now()
    await expect.poll(() => statusAt(b, limited), { interval: 10 }).toBe('cooldown')
    expect(performance.now() - pausedAtMs).toBeLessThan(SPREAD_MS)
    expect(await times(20, () => ask(b))).toEqual(Array(20).fill(well.id))
    expect(limited.requests).toHaveLength(1)
  })

  it('a provider disabled through one gets nothing from the other after a second', async () => {
    const disabled = await add({ priority: 0 })
    const well = await add({ priority: 1 })
    await areKnownTo(b)
    await a.api('PATCH', `/providers/${disabled.id}`, { enabled: false })
    const disabledAtMs = performance.now()
    await expect.poll(() => ask(b), { interval: 10 }).toBe(well.id)
    expect(performance.now() - disabledAtMs).toBeLessThan(SPREAD_MS)
    disabled.forget()
    expect(await times(20, () => ask(b))).toEqual(Array(20).fill(well.id))
    expect(disabled.requests).toEqual([])
  })

  it('a key revoked through one is refused by the other after a second', async () => {
    await add()
    await areKnownTo(b)
    await a.api('DELETE', `/keys/${key.id}`)
    const revokedAtMs = performance.now()
    await expect.poll(async () => (await send(b)).status, { interval: 10 }).toBe(401)
    expect(performance.now() - revokedAtMs).toBeLessThan(SPREAD_MS)
    for (const hub of [a, b, b]) expect((await send(hub)).status).toBe(401)
  })

  it('settings changed through one are in force at the other within a second, and go back on both', async () => {
    const attemptsAt = async (hub: HubClient) =>
      ((await hub.api('GET', '/settings')).values as { maxAttempts: number }).maxAttempts
    const isSpread = async (maxAttempts: number) => {
      const changedAtMs = performance.now()
      await expect.poll(() => attemptsAt(b), { interval: 10 }).toBe(maxAttempts)
      expect(performance.now() - changedAtMs).toBeLessThan(SPREAD_MS)
    }
    await a.api('PATCH', '/settings', { maxAttempts: 4 })
    await isSpread(4)
    const { items } = await a.api('GET', '/settings/history?limit=1')
    const [{ id }] = items as [{ id: string }]
    await a.api('PATCH', '/settings', { maxAttempts: 9 })
    await isSpread(9)
    await a.api('POST', `/settings/history/${id}/roll-back`)
    await isSpread(4)
    const [ofA, ofB] = await Promise.all([a, b].map((hub) => hub.api('GET', '/settings/history')))
    expect(ofB).toEqual(ofA)
    expect(ofB).toMatchObject({ items: [{ value: 4 }, { value: 9 }, { value: 4 }] })
    expect(await b.api('GET', '/audit/verify')).toMatchObject({ fault: null })
  })
})

/** @throws Error with what the process said when it does not come up */
async function listening({ url, exit, output }: HubProcess): Promise<string> {
  const died = exit.then((code) => {
    throw new Error(`the hub ended with ${String(code)}: ${output()}`)
  })
  return Promise.race([url, died])
}
