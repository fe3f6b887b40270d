import { describe, expect, it } from 'vitest'
import type { Gauge } from '#server/domain/gauges'
import { describeSpend } from './spend-contract-fixtures'
import { claimsOf, gaugesAt, order, seedAll, settlement, SPEND_NOW } from './spend-fixtures'
import type { Lease, SpendState } from './spend-state'

const NOW = SPEND_NOW
const MIDNIGHT = Date.parse('2026-03-02T00:00:00.000Z')

describeSpend('settlements, seeds and leases', (under) => {
  const usedOf = async (gauges: readonly Gauge[], nowMs = NOW) => under.b.read(gauges, nowMs)
  const lease = (fields: Partial<Lease> = {}): Lease => ({
    pool: under.id('pool'),
    member: 'session',
    limit: 1,
    ttlMs: 1_000,
    ...fields,
  })

  describe('a settlement', () => {
    it('replaces what was reserved, exactly once', async () => {
      const gauges = gaugesAt(under.user, {
        rpm: 9,
        usd5hNanoUsd: 100n,
        usdDayNanoUsd: 100n,
        usdTotalNanoUsd: 100n,
      })
      await seedAll(under.a, gauges)
      await under.a.reserve(order({ requestId: under.id(1), claims: claimsOf(gauges, 30) }))
      const outcome = settlement({ requestId: under.id(1), subjects: [under.user], gauges, nanoUsd: 12 })
      const answers = await Promise.all([
        under.a.settle(outcome),
        under.a.settle(outcome),
        under.a.settle(outcome),
      ])
      expect(answers.filter(Boolean)).toHaveLength(1)
      expect(await under.a.settle(outcome)).toBe(false)
      expect(await under.a.settle({ ...outcome, requestId: under.id('never reserved') })).toBe(false)
      expect(await usedOf(gauges)).toEqual([1, 12, 12, 12])
    })

    it('counts for gauges that were not claimed, if the request began in them', async () => {
      const claimed = gaugesAt(under.user, { usdDayNanoUsd: 100n })
      const all = gaugesAt(under.user, { usd5hNanoUsd: 100n, usdDayNanoUsd: 100n, usdMonthNanoUsd: 100n })
      const tomorrow = gaugesAt(under.user, { usdDayNanoUsd: 100n }, MIDNIGHT)
      await seedAll(under.a, [...all.slice(0, 2), ...tomorrow])
      await under.a.reserve(order({ requestId: under.id(1), claims: claimsOf(claimed, 30) }))
      const gauges = [...all, ...tomorrow]
      await under.a.settle(
        settlement({ requestId: under.id(1), subjects: [under.user], gauges, nanoUsd: 40 }),
      )
      expect(await usedOf(gauges)).toEqual([40, 40, null, 0])
    })

    it('leaves a gauge that it was not told of unseeded: it has missed something', async () => {
      const [fiveHours, day] = gaugesAt(under.user, { usd5hNanoUsd: 100n, usdDayNanoUsd: 100n })
      await seedAll(under.a, [fiveHours!, day!], [{ atMs: NOW, nanoUsd: 5 }])
      await under.a.reserve(order({ requestId: under.id(1), claims: claimsOf([fiveHours!, day!], 30) }))
      await under.a.reserve(order({ requestId: under.id(2), claims: claimsOf([fiveHours!, day!], 20) }))
      await under.a.settle(
        settlement({ requestId: under.id(1), subjects: [under.user], gauges: [day!], nanoUsd: 10 }),
      )
      expect(await usedOf([fiveHours!, day!])).toEqual([null, 35])
      await seedAll(under.a, [fiveHours!, day!], [{ atMs: NOW, nanoUsd: 5 }])
      expect(await usedOf([fiveHours!, day!])).toEqual([35, 35])
    })

    it('waits until it is forgotten', async () => {
      const subjects = [under.user, under.key]
      await under.a.reserve(order({ requestId: under.id(1) }))
      await under.a.reserve(order({ requestId: under.id(2) }))
      await under.a.reserve(order({ requestId: under.id(3), intent: null }))
      const { seq } = await under.b.pendingOf(under.user)
      await under.a.settle(settlement({ requestId: under.id(1), subjects, nanoUsd: 7 }))
      await under.a.settle(
        settlement({ requestId: under.id(2), subjects: [under.key], nanoUsd: 8, startedAtMs: NOW - 5 }),
      )
      await under.a.settle(settlement({ requestId: under.id(3), subjects }))
      const pending = await under.b.pendingOf(under.user)
      expect(pending.rows).toEqual([{ requestId: under.id(1), startedAtMs: NOW, nanoUsd: 7 }])
      expect(pending.seq).toBeGreaterThan(seq)
      expect((await under.b.pendingOf(under.key)).rows).toHaveLength(2)
      await under.a.forget([under.id(1), under.id('unknown')])
      expect((await under.b.pendingOf(under.user)).rows).toEqual([])
      expect((await under.b.pendingOf(under.key)).rows).toEqual([
        { requestId: under.id(2), startedAtMs: NOW - 5, nanoUsd: 8 },
      ])
      await under.a.forget([under.id(2)])
      expect((await under.b.pendingOf(under.key)).rows).toEqual([])
    })
  })

  describe('a seed', () => {
    it('is refused when somebody has settled since', async () => {
      const gauges = gaugesAt(under.user, { usdDayNanoUsd: 100n })
      await under.a.reserve(order({ requestId: under.id(1) }))
      const { seq } = await under.b.pendingOf(under.user)
      await under.a.settle(settlement({ requestId: under.id(1), subjects: [under.user], gauges, nanoUsd: 9 }))
      const seeds = gauges.map((gauge) => ({ gauge, spent: [] }))
      expect(await under.b.seed(under.user, seq, seeds)).toBe(false)
      expect(await usedOf(gauges)).toEqual([null])
      const pending = await under.b.pendingOf(under.user)
      const spent = pending.rows.map(({ startedAtMs, nanoUsd }) => ({ atMs: startedAtMs, nanoUsd }))
      expect(await under.b.seed(under.user, pending.seq, [{ gauge: gauges[0]!, spent }])).toBe(true)
      expect(await usedOf(gauges)).toEqual([9])
    })

    it('does nothing where somebody else was first', async () => {
      const gauges = gaugesAt(under.user, { usdDayNanoUsd: 100n, usd5hNanoUsd: 100n })
      const { seq } = await under.b.pendingOf(under.user)
      const seeds = gauges.map((gauge) => ({ gauge, spent: [{ atMs: NOW, nanoUsd: 20 }] }))
      expect(await under.a.seed(under.user, seq, seeds.slice(0, 1))).toBe(true)
      await under.a.reserve(order({ requestId: under.id(1), claims: claimsOf(gauges.slice(0, 1), 30) }))
      expect(await under.b.seed(under.user, seq, seeds)).toBe(true)
      expect(await under.b.seed(under.user, seq, seeds)).toBe(true)
      expect(await usedOf(gauges)).toEqual([50, 20])
    })
  })

  describe('a lease', () => {
    const ask = async (spend: SpendState, name: string, fields: Partial<Lease>, nowMs = NOW) =>
      spend.reserve(order({ requestId: under.id(name), nowMs, leases: [lease(fields)] }))

    it('is there for as many sessions as may be, and never refused to one that is in', async () => {
      const verdicts = await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          ask(i % 2 ? under.a : under.b, String(i), { member: `s${String(i)}`, limit: 2 }),
        ),
      )
      const inside = verdicts.flatMap(({ kind }, i) => (kind === 'reserved' ? [`s${String(i)}`] : []))
      expect(inside).toHaveLength(2)
      expect(await ask(under.a, 'again', { member: inside[0]!, limit: 1 })).toMatchObject({
        kind: 'reserved',
      })
      expect(await ask(under.b, 'new', { member: 'new', limit: 1 })).toMatchObject({
        kind: 'refused',
        used: 2,
      })
    })

    it('ends when the session does not come again, or is dismissed', async () => {
      await ask(under.a, '1', { member: 'one' })
      expect((await ask(under.b, '2', { member: 'two' }, NOW + 999)).kind).toBe('refused')
      expect((await ask(under.b, '2', { member: 'two' }, NOW + 1_000)).kind).toBe('reserved')
      expect((await ask(under.a, '3', { member: 'one' }, NOW + 1_500)).kind).toBe('refused')
      await under.b.settle(settlement({ requestId: under.id('2'), dismiss: [lease({ member: 'two' })] }))
      expect((await ask(under.a, '3', { member: 'one' }, NOW + 1_500)).kind).toBe('reserved')
    })

    it('of an order that is refused does not begin, and one that was there stays', async () => {
      const full = lease({ pool: under.id('full'), limit: 0 })
      await ask(under.a, '1', { member: 'one', ttlMs: 60_000 })
      const both = (member: string) =>
        under.a.reserve(order({ requestId: under.id(member), leases: [lease({ member, limit: 2 }), full] }))
      expect((await both('one')).kind).toBe('refused')
      expect((await both('two')).kind).toBe('refused')
      expect(await ask(under.b, '3', { member: 'three' })).toMatchObject({ kind: 'refused', used: 1 })
    })
  })
})
