import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_CIRCUIT, takePermit } from '#server/domain/circuit'
import { applyHealthEvent, HEALTHY } from '#server/domain/provider-health'
import type { HealthEvent, ProviderHealth } from '#server/domain/provider-health'
import { redisSuite, startRedis } from '#server/testing/start-redis'
import type { RedisForTests } from '#server/testing/start-redis'
import { createMemoryState } from './memory-state'
import { openRedisState } from './redis-state'
import type { HealthTransition, MaybePromise, OutcomeCount, SharedState } from './shared-state'
import { quietLog } from './store-fixtures'

const NOW = Date.parse('2026-03-01T12:00:30.000Z')
const MINUTE = NOW - (NOW % 60_000)
const TTL = 300_000
const FAILURE: HealthEvent = { outcome: 'failure', probe: false }
const failed =
  (circuit = DEFAULT_CIRCUIT): HealthTransition =>
  (health) =>
    applyHealthEvent(health, circuit, FAILURE, NOW)
const count = (fields: Partial<OutcomeCount> = {}): OutcomeCount => ({
  providerId: 'p',
  minuteMs: MINUTE,
  succeeded: 0,
  failed: 0,
  lastSuccessAtMs: null,
  lastFailureAtMs: null,
  lastError: null,
  ...fields,
})

let redis: RedisForTests | undefined
beforeAll(async () => {
  if (!startRedis.isMissing()) redis = await startRedis()
})
afterAll(() => redis?.stop())

/** Two instances of the hub: of one that is a single process they are the same one. */
type Instances = [SharedState, SharedState]
const implementations: { title: string; skipped: boolean; open: () => Promise<Instances> }[] = [
  {
    title: 'memory',
    skipped: false,
    open() {
      const state = createMemoryState()
      return Promise.resolve([state, state])
    },
  },
  {
    title: redisSuite('Redis'),
    skipped: startRedis.isMissing(),
    open: async () => [await openTestState(), await openTestState()],
  },
]
/** A busy test machine may be slower than the 25 ms of production; what happens then has a suite of its own. */
const openTestState = () =>
  openRedisState({ url: redis?.url ?? '', deadlineMs: 2_000, clock: { nowMs: () => NOW }, log: quietLog })

for (const { title, skipped, open } of implementations) {
  describe.skipIf(skipped)(`shared state in ${title}`, () => {
    let a: SharedState
    let b: SharedState
    let provider: string
    let session: string
    let tests = 0

    beforeAll(async () => {
      ;[a, b] = await open()
      expect([a.degraded, b.degraded]).toEqual([false, false])
    })
    afterAll(async () => {
      await a.close()
      await b.close()
    })
    beforeEach(() => {
      tests += 1
      provider = `provider ${tests}`
      session = `session ${tests}`
    })
    /** From both instances in turn, all at the same time. */
    const atOnce = <T>(
      times: number,
      work: (state: SharedState, i: number) => MaybePromise<T>,
    ): Promise<T[]> =>
      Promise.all(Array.from({ length: times }, (_, i) => Promise.resolve(work(i % 2 ? a : b, i))))
    const read = async (state: SharedState): Promise<ProviderHealth | undefined> =>
      (await state.readHealth([provider])).get(provider)

    describe('health', () => {
      it('is HEALTHY when nobody has said otherwise', async () => {
        expect(await a.readHealth([provider, 'other'])).toEqual(
          new Map([
            [provider, HEALTHY],
            ['other', HEALTHY],
          ]),
        )
        expect(await a.readHealth([])).toEqual(new Map())
      })

      it('is what a transition made of it, for all instances, to the last field', async () => {
        const sick: ProviderHealth = {
          circuit: {
            phase: 'half-open',
            failures: 0,
            openUntilMs: 0,
            successes: 1,
            permits: [NOW, NOW + 1],
            changedAtMs: 3,
          },
          cooldownUntilMs: NOW + 5,
          quarantine: { credential: 'print', untilMs: NOW + 6 },
          models: { 'model:1': NOW, __proto: 2 },
        }
        expect(await a.updateHealth(provider, () => sick)).toEqual({ before: HEALTHY, after: sick })
        expect(await read(a)).toEqual(sick)
        expect(await read(b)).toEqual(sick)
        expect(await b.updateHealth(provider, () => HEALTHY)).toEqual({ before: sick, after: HEALTHY })
        expect(await read(a)).toEqual(HEALTHY)
      })

      it('keeps the identity of what a transition leaves alone', async () => {
        const { before, after } = await a.updateHealth(provider, (health) => health)
        expect(after).toBe(before)
        const first = await a.updateHealth(provider, failed())
        expect(first.after.models).toBe(first.before.models)
      })

      it('counts every one of many updates at the same time', async () => {
        const config = { ...DEFAULT_CIRCUIT, failureThreshold: 1_000 }
        const changes = await atOnce(400, (state) => state.updateHealth(provider, failed(config)))
        expect((await read(b))?.circuit.failures).toBe(400)
        const steps = changes.map(({ after }) => after.circuit.failures).sort((x, y) => x - y)
        expect(steps).toEqual(Array.from({ length: 400 }, (_, i) => i + 1))
      })

      it('opens once, and gives out no more permits than there are', async () => {
        const opened = await atOnce(20, (state) => state.updateHealth(provider, failed()))
        const turns = opened.filter(({ before, after }) => before.circuit.phase !== after.circuit.phase)
        expect(turns).toHaveLength(1)

        const later = NOW + DEFAULT_CIRCUIT.openMs
        const take: HealthTransition = (health) => {
          const circuit = takePermit(health.circuit, DEFAULT_CIRCUIT, later, 1_000)
          return circuit ? { ...health, circuit } : health
        }
        const asked = await atOnce(20, (state) => state.updateHealth(provider, take))
        expect(asked.filter(({ before, after }) => before !== after)).toHaveLength(
          DEFAULT_CIRCUIT.successThreshold,
        )
      })
    })

    describe('a pool of sessions', () => {
      const admission = { limit: 2, ttlMs: TTL, nowMs: NOW }

      it('takes in as many as it may, over all instances, and knows who is in', async () => {
        const admitted = await Promise.all(
          Array.from({ length: 20 }, async (_, i) =>
            (i % 2 ? a : b).admitSession(provider, `s${String(i)}`, admission),
          ),
        )
        expect(admitted.filter(Boolean)).toHaveLength(2)
        const inside = `s${String(admitted.indexOf(true))}`
        expect(await b.admitSession(provider, inside, { ...admission, limit: 1 })).toBe(true)
        expect(await a.admitSession(provider, 'another', admission)).toBe(false)
      })

      it('has room again when somebody leaves, or does not come again', async () => {
        expect(await a.admitSession(provider, 'x', { ...admission, limit: 1 })).toBe(true)
        expect(await b.admitSession(provider, 'y', { ...admission, limit: 1 })).toBe(false)
        await a.dismissSession(provider, 'x')
        expect(await b.admitSession(provider, 'y', { ...admission, limit: 1 })).toBe(true)
        const later = { limit: 1, ttlMs: TTL, nowMs: NOW + TTL }
        expect(await a.admitSession(provider, 'z', later)).toBe(true)
      })
    })

    describe('a binding', () => {
      const to = (providerId: string, from: string | null = null, nowMs = NOW) =>
        ({ providerId, reason: from === null ? 'first' : 'failover', from, ttlMs: TTL, nowMs }) as const

      it('is there for all instances, and says when it was used before', async () => {
        expect(await a.readBinding(session, TTL, NOW)).toBeNull()
        const bound = { providerId: 'A', reason: 'first', boundAtMs: NOW, lastUsedAtMs: NOW }
        expect(await a.bind(session, to('A'))).toEqual(bound)
        expect(await b.peekBinding(session, NOW + 5)).toEqual(bound)
        expect(await b.readBinding(session, TTL, NOW + 10)).toEqual(bound)
        expect(await a.readBinding(session, TTL, NOW + 20)).toEqual({ ...bound, lastUsedAtMs: NOW + 10 })
      })

      it('is won by one of those who race for it', async () => {
        const inForce = await atOnce(20, (state, i) => state.bind(session, to(`P${i}`)))
        expect(new Set(inForce.map(({ providerId }) => providerId)).size).toBe(1)
        expect(await a.readBinding(session, TTL, NOW)).toMatchObject({ providerId: inForce[0]?.providerId })
      })

      it('moves from the provider that the caller knows, and from no other', async () => {
        await a.bind(session, to('A'))
        expect(await a.bind(session, to('B', 'A', NOW + 1))).toEqual({
          providerId: 'B',
          reason: 'failover',
          boundAtMs: NOW + 1,
          lastUsedAtMs: NOW + 1,
        })
        expect(await b.bind(session, to('C', 'A'))).toMatchObject({ providerId: 'B' })
        expect(await b.bind(session, to('C'))).toMatchObject({ providerId: 'B' })
      })

      it('goes only from the provider that it points at', async () => {
        await a.bind(session, to('A'))
        await b.unbind(session, 'B')
        expect(await a.readBinding(session, TTL, NOW)).toMatchObject({ providerId: 'A' })
        await b.unbind(session, 'A')
        expect(await a.readBinding(session, TTL, NOW)).toBeNull()
        expect(await a.bind(session, to('C', 'A'))).toMatchObject({ providerId: 'C' })
      })
    })

    describe('outcomes', () => {
      it('are summed over instances, and remember the last of each kind', async () => {
        const p = { providerId: provider }
        await a.addOutcomes([
          count({ ...p, succeeded: 3, lastSuccessAtMs: NOW }),
          count({ providerId: 'other', failed: 9, lastFailureAtMs: NOW, lastError: 'other' }),
        ])
        await b.addOutcomes([
          count({
            ...p,
            succeeded: 1,
            failed: 2,
            lastSuccessAtMs: NOW - 1,
            lastFailureAtMs: NOW - 5,
            lastError: 'late',
          }),
          count({
            ...p,
            minuteMs: MINUTE - 3_600_000,
            failed: 1,
            lastFailureAtMs: NOW - 3_600_000,
            lastError: 'early',
          }),
        ])
        expect(await a.readOutcomes(provider, MINUTE - 7_200_000)).toEqual({
          minutes: [
            { minuteMs: MINUTE - 3_600_000, succeeded: 0, failed: 1 },
            { minuteMs: MINUTE, succeeded: 4, failed: 2 },
          ],
          lastSuccessAtMs: NOW,
          lastFailureAtMs: NOW - 5,
          lastError: 'late',
        })
        expect((await b.readOutcomes(provider, MINUTE)).minutes).toHaveLength(1)
      })

      it('are empty where nobody has counted', async () => {
        expect(await a.readOutcomes(provider, 0)).toEqual({
          minutes: [],
          lastSuccessAtMs: null,
          lastFailureAtMs: null,
          lastError: null,
        })
      })
    })

    it('announces to the listeners of all instances, once each', async () => {
      const heard: string[] = []
      const stop = [a, b].map((state) => state.onAnnounce((topic, id) => heard.push(`${topic} ${id}`)))
      // A subscription may take a moment after the connection.
      await expect
        .poll(() => {
          a.announce('config', 'first')
          return heard.filter((text) => text === 'config first').length
        })
        .toBeGreaterThan(2)
      await new Promise((resolve) => setTimeout(resolve, 100))
      heard.length = 0
      a.announce('health', 'p')
      await expect.poll(() => heard).toEqual(['health p', 'health p'])
      stop.forEach((off) => off())
      a.announce('health', 'p')
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(heard).toHaveLength(2)
    })
  })
}
