import { describe, expect, it } from 'vitest'
import { MAX_GAUGE } from '#server/domain/gauges'
import type { Gauge } from '#server/domain/gauges'
import { describeSpend } from './spend-contract-fixtures'
import { claimsOf, gaugesAt, order, seedAll, settlement, SPEND_NOW } from './spend-fixtures'
import type { Lease } from './spend-state'

const NOW = SPEND_NOW
const HOUR = 3_600_000
const MIDNIGHT = Date.parse('2026-03-02T00:00:00.000Z')
const FIVE_HOURS = { bucketMs: 300_000, lengthMs: 5 * HOUR }

describeSpend('orders', (under) => {
  const usedOf = async (gauges: readonly Gauge[], nowMs = NOW) => under.b.read(gauges, nowMs)
  const lease = (fields: Partial<Lease> = {}): Lease => ({
    pool: under.id('pool'),
    member: 'session',
    limit: 1,
    ttlMs: 1_000,
    ...fields,
  })

  describe('an order', () => {
    it('is unseeded, and reserves nothing, until it is known what was spent', async () => {
      const gauges = gaugesAt(under.user, { rpm: 5, usdDayNanoUsd: 100n, usdTotalNanoUsd: 100n })
      const claims = claimsOf(gauges, 10)
      expect(await under.a.reserve(order({ requestId: under.id(1), claims }))).toEqual({
        kind: 'unseeded',
        gauges: gauges.slice(1),
      })
      expect(await usedOf(gauges)).toEqual([0, null, null])
      await seedAll(under.b, gauges, [{ atMs: NOW, nanoUsd: 60 }])
      expect(await under.a.reserve(order({ requestId: under.id(1), claims }))).toEqual({
        kind: 'reserved',
        used: [1, 70, 70],
      })
      expect(await usedOf(gauges)).toEqual([1, 70, 70])
    })

    it('takes all of its claims and leases, or none', async () => {
      const wide = gaugesAt(under.user, { rpm: 10, usdDayNanoUsd: 1_000n })
      const narrow = gaugesAt(under.key, { usdDayNanoUsd: 50n })
      await seedAll(under.a, [...wide, ...narrow])
      const claims = [...claimsOf(wide, 60), ...claimsOf(narrow, 60)]
      expect(
        await under.a.reserve(order({ requestId: under.id(1), claims, leases: [lease()] })),
      ).toMatchObject({
        kind: 'refused',
        refusal: { claim: claims[2] },
      })
      const full = lease({ pool: under.id('full'), limit: 0 })
      const some = claims.slice(0, 2)
      const both = order({ requestId: under.id(2), claims: some, leases: [lease(), full] })
      expect(await under.a.reserve(both)).toEqual({
        kind: 'refused',
        refusal: { lease: full },
        used: 0,
        retryAtMs: null,
      })
      expect(await usedOf([...wide, ...narrow])).toEqual([0, 0, 0])
      const other = lease({ member: 'other' })
      expect((await under.b.reserve(order({ requestId: under.id(3), leases: [other] }))).kind).toBe(
        'reserved',
      )
    })

    it('adds to an earlier one of the same request', async () => {
      const gauges = [
        ...gaugesAt(under.user, { usdDayNanoUsd: 100n }),
        ...gaugesAt(under.key, { usdDayNanoUsd: 100n }),
      ]
      await seedAll(under.a, gauges)
      await under.a.reserve(order({ requestId: under.id(1), claims: claimsOf(gauges.slice(0, 1), 30) }))
      const second = order({ requestId: under.id(1), claims: claimsOf(gauges, 10), intent: null })
      expect(await under.a.reserve(second)).toEqual({ kind: 'reserved', used: [40, 10] })
      await under.a.settle(
        settlement({ requestId: under.id(1), subjects: [under.user, under.key], gauges, nanoUsd: 5 }),
      )
      expect(await usedOf(gauges)).toEqual([5, 5])
    })

    it('gives back what it holds of one subject, and nothing else', async () => {
      const gauges = [
        ...gaugesAt(under.user, { rpm: 9, usdDayNanoUsd: 100n }),
        ...gaugesAt(under.key, { rpm: 9, usdDayNanoUsd: 100n, usd5hNanoUsd: 100n }),
      ]
      await seedAll(under.a, gauges)
      await under.a.reserve(order({ requestId: under.id(1), claims: claimsOf(gauges, 30) }))
      await under.a.release(under.id(1), under.key)
      await under.a.release(under.id(1), under.key)
      await under.a.release(under.id('unknown'), under.user)
      expect(await usedOf(gauges)).toEqual([1, 30, 1, 0, 0])
      await under.a.settle(settlement({ requestId: under.id(1), subjects: [under.user], gauges, nanoUsd: 7 }))
      expect(await usedOf(gauges.slice(0, 2))).toEqual([1, 7])
    })

    it('never lets more in than there is room for, from two instances at once', async () => {
      const gauges = [
        ...gaugesAt(under.user, { usd5hNanoUsd: 1_000n }),
        ...gaugesAt(under.key, { usdDayNanoUsd: 950n }),
      ]
      await seedAll(under.a, gauges)
      const verdicts = await Promise.all(
        Array.from({ length: 60 }, async (_, i) =>
          (i % 2 ? under.a : under.b).reserve(
            order({ requestId: under.id(i), claims: claimsOf(gauges, 50) }),
          ),
        ),
      )
      expect(verdicts.filter(({ kind }) => kind === 'reserved')).toHaveLength(19)
      expect(await usedOf(gauges)).toEqual([950, 950])
    })

    it('holds amounts as large as there are, to the last digit', async () => {
      const gauges = gaugesAt(under.user, { usdTotalNanoUsd: 2n ** 60n, usd5hNanoUsd: 2n ** 60n })
      expect(gauges.map(({ limit }) => limit)).toEqual([MAX_GAUGE, MAX_GAUGE])
      await seedAll(under.a, gauges, [{ atMs: NOW, nanoUsd: 8_000_000_000_000_001 }])
      await under.a.reserve(
        order({ requestId: under.id(1), claims: claimsOf(gauges, 1_000_000_000_000_002) }),
      )
      expect(await usedOf(gauges)).toEqual([9_000_000_000_000_003, 9_000_000_000_000_003])
      const over = await under.b.reserve(
        order({ requestId: under.id(2), claims: claimsOf(gauges, 10_000_000_000_000) }),
      )
      expect(over).toMatchObject({ kind: 'refused', used: 9_000_000_000_000_003 })
      await under.a.settle(
        settlement({
          requestId: under.id(1),
          subjects: [under.user],
          gauges,
          nanoUsd: 1_000_000_000_000_001,
        }),
      )
      expect(await usedOf(gauges)).toEqual([9_000_000_000_000_002, 9_000_000_000_000_002])
    })
  })

  describe('a refusal', () => {
    const refused = async (gauge: Gauge, amount: number, nowMs = NOW) => {
      const verdict = await under.b.reserve(
        order({ requestId: under.id('no'), nowMs, claims: [{ gauge, amount }] }),
      )
      if (verdict.kind !== 'refused') throw new Error(verdict.kind)
      expect(verdict.refusal).toEqual({ claim: { gauge, amount } })
      return [verdict.used, verdict.retryAtMs]
    }
    const only = (gauges: Gauge[]): Gauge => gauges[0]!

    it('of a fixed window ends with it, of a total never', async () => {
      const day = only(gaugesAt(under.user, { usdDayNanoUsd: 100n }))
      const total = only(gaugesAt(under.key, { usdTotalNanoUsd: 100n }))
      await seedAll(under.a, [day, total], [{ atMs: NOW - HOUR, nanoUsd: 95 }])
      expect(await refused(day, 6)).toEqual([95, MIDNIGHT])
      expect(await refused(total, 6)).toEqual([95, null])
      expect(await refused(day, 101)).toEqual([95, null])
    })

    it('of a rolling window ends when the oldest buckets leave', async () => {
      const gauge = only(gaugesAt(under.user, { usd5hNanoUsd: 100n }))
      const { bucketMs, lengthMs } = FIVE_HOURS
      const [first, second] = [NOW - 4 * HOUR, NOW - HOUR]
      await seedAll(
        under.a,
        [gauge],
        [
          { atMs: second, nanoUsd: 50 },
          { atMs: first, nanoUsd: 40 },
          { atMs: first + 1, nanoUsd: 10 },
        ],
      )
      const leaves = (ms: number) => Math.floor(ms / bucketMs) * bucketMs + bucketMs + lengthMs
      expect(await refused(gauge, 50)).toEqual([100, leaves(first)])
      expect(await refused(gauge, 51)).toEqual([100, leaves(second)])
      expect(await refused(gauge, 50, leaves(first) - 1)).toEqual([100, leaves(first)])
      const later = order({ requestId: under.id(1), nowMs: leaves(first), claims: [{ gauge, amount: 50 }] })
      expect(await under.b.reserve(later)).toEqual({ kind: 'reserved', used: [100] })
      expect(await usedOf([gauge], leaves(second))).toEqual([50])
    })

    it('does not know when it ends if only what is under way is in the way', async () => {
      const [fiveHours, day] = gaugesAt(under.user, { usd5hNanoUsd: 100n, usdDayNanoUsd: 100n })
      await seedAll(under.a, [fiveHours!, day!], [{ atMs: NOW, nanoUsd: 20 }])
      await under.a.reserve(order({ requestId: under.id(1), claims: claimsOf([fiveHours!, day!], 60) }))
      expect(await refused(fiveHours!, 50)).toEqual([80, null])
      expect(await refused(day!, 50)).toEqual([80, null])
      expect((await refused(day!, 90))[1]).toBe(MIDNIGHT)
    })

    it('goes by the limit of now', async () => {
      const [before, now] = [100n, 70n].map((limit) => only(gaugesAt(under.user, { usdDayNanoUsd: limit })))
      await seedAll(under.a, [before!], [{ atMs: NOW, nanoUsd: 70 }])
      expect(await refused(now!, 0)).toEqual([70, MIDNIGHT])
      expect(await refused(now!, 80)).toEqual([70, null])
      expect(
        (await under.b.reserve(order({ requestId: under.id(1), claims: claimsOf([before!], 30) }))).kind,
      ).toBe('reserved')
    })

    it('of requests a minute counts those that were let in, and gives none of them back', async () => {
      const gauge = only(gaugesAt(under.user, { rpm: 2 }))
      const claims = claimsOf([gauge], 1)
      const at = (offsetMs: number, name: string) =>
        under.a.reserve(order({ requestId: under.id(name), nowMs: NOW + offsetMs, claims }))
      await at(0, 'first')
      await at(500, 'second')
      expect(await refused(gauge, 1, NOW + 900)).toEqual([2, NOW + 61_000])
      await under.a.settle(
        settlement({ requestId: under.id('first'), subjects: [under.user], gauges: [gauge] }),
      )
      await under.a.release(under.id('second'), under.user)
      expect(await usedOf([gauge], NOW + 60_999)).toEqual([2])
      expect(await usedOf([gauge], NOW + 61_000)).toEqual([0])
      expect((await at(61_000, 'third')).kind).toBe('reserved')
    })
  })
})
