import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bill } from '#server/domain/bill'
import { compilePrice } from '#server/domain/compile-price'
import { DEFAULT_SETTINGS } from '#server/domain/settings'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import { createRequestLogWriter } from '#server/stores/request-log-writer'
import { idAt } from '#server/stores/request-log-store'
import { logRow, openStores, providerInput, quietLog } from '#server/stores/store-fixtures'
import type { StoresUnderTest } from '#server/stores/store-fixtures'
import { createJobWorks } from './create-job-works'

const DAY_MS = 86_400_000
const NOW_MS = Date.UTC(2026, 2, 20, 12)
/** The price of `known` changes here. */
const CHANGE_MS = NOW_MS - 3 * DAY_MS
const CHEAP = { rates: { input: '1000000', output: '5000000' }, tiers: {}, long: [] }
const DEAR = { rates: { input: '3000000', output: '15000000' }, tiers: {}, long: [] }

const rowArbitrary = fc.record({
  ageMs: fc.integer({ min: 0, max: 6 * DAY_MS }),
  userId: fc.constantFrom('ada', 'bob'),
  apiKeyId: fc.constantFrom('laptop', 'server'),
  hasProvider: fc.boolean(),
  servedModel: fc.constantFrom('known', 'late', 'nobody knows it', null),
  costNanoUsd: fc.constantFrom(null, null, 7n, 0n),
  input: fc.integer({ min: 0, max: 1_000_000 }),
  output: fc.integer({ min: 0, max: 100_000 }),
})

for (const under of databasesUnderTest(process.env['TEST_DATABASE_URL'])) {
  describe.skipIf(under.skipped)(`missing costs in ${under.title}`, () => {
    let opened: StoresUnderTest
    let providerId: string
    beforeAll(async () => {
      opened = await openStores(under)
      const { modelPrices, providers } = opened.stores
      const version = { source: 'manual' as const, prices: CHEAP }
      await modelPrices.add([
        { ...version, model: 'known', validFrom: new Date(0) },
        { ...version, model: 'known', validFrom: new Date(CHANGE_MS), prices: DEAR },
        // Nobody had set it yet when the requests were made.
        { ...version, model: 'late', validFrom: new Date(NOW_MS - 1_000) },
      ])
      providerId = (await providers.create(providerInput({ costMultiplier: '2' }))).id
    })
    afterAll(() => opened.drop())

    const recompute = (input: object, signal = new AbortController().signal) =>
      createJobWorks({
        stores: opened.stores,
        fetchTable: () => Promise.reject(new Error('nobody asks for it')),
        settings: () => ({ ...DEFAULT_SETTINGS, fallbackPriceModel: '' }),
        nowMs: () => NOW_MS,
      })['prices.recompute'](input, {
        signal,
        report: () => undefined,
        writeFile: () => Promise.reject(new Error('it makes no file')),
      })

    /** What all rollups say of the cost of everybody, and the rows. */
    async function sums() {
      const { client } = opened.database
      const rows = await client.requestLog.findMany({ orderBy: { id: 'asc' } })
      const total = (some: { costNanoUsd: bigint | null }[]) =>
        some.reduce((sum, { costNanoUsd }) => sum + (costNanoUsd ?? 0n), 0n)
      return {
        rows,
        total: total(rows),
        kept: {
          detail: total(await client.usageDetail.findMany()),
          slot: total(await client.usageSlot.findMany({ where: { kind: 'all' } })),
          slotOfModels: total(await client.usageSlot.findMany({ where: { kind: 'model' } })),
          day: total(await client.usageDay.findMany({ where: { kind: 'user' } })),
          week: total(await client.usageWeek.findMany({ where: { kind: 'key' } })),
        },
        requests: (await client.usageDetail.findMany()).reduce((sum, { requests }) => sum + requests, 0n),
      }
    }

    it('are billed at the price of their time; rows and rollups agree, and what has a cost keeps it', async () => {
      let serial = 0
      await fc.assert(
        fc.asyncProperty(fc.array(rowArbitrary, { minLength: 1, maxLength: 60 }), async (made) => {
          const writer = createRequestLogWriter({ url: opened.url, log: quietLog })
          for (const { ageMs, hasProvider, input, output, ...fields } of made)
            writer.append(
              logRow({
                ...fields,
                id: `${idAt(NOW_MS - ageMs).slice(0, 24)}${(serial++).toString(16).padStart(12, '0')}`,
                startedAtMs: NOW_MS - ageMs,
                providerId: hasProvider ? providerId : null,
                usage: { input, output, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 0 },
                ...{ priceId: null, costMultiplier: null, serviceTier: null },
              }),
            )
          await writer.close()
          const before = await sums()
          const result = await recompute({})
          const after = await sums()
          let computed = 0
          for (const [index, row] of before.rows.entries()) {
            const now = after.rows[index]
            const missing = row.costNanoUsd === null && row.providerId !== null
            const expected = missing ? expectedCost(row) : null
            if (expected === null) expect(now).toEqual(row)
            else {
              computed += 1
              expect(now).toMatchObject({ costNanoUsd: expected, costMultiplier: '2' })
            }
          }
          for (const kept of Object.values(after.kept)) expect(kept).toBe(after.total)
          expect(after.requests).toBe(BigInt(after.rows.length))
          expect(result).toMatchObject({
            computed,
            looked: after.rows.length,
            nanoUsd: String(after.total - before.total),
          })
          // Done once, there is nothing left to do.
          expect(await recompute({})).toMatchObject({ computed: 0, nanoUsd: '0' })
        }),
        { numRuns: 8 },
      )
    })

    function expectedCost(row: {
      servedModel: string | null
      startedAt: Date
      inputTokens: number
      outputTokens: number
    }): bigint | null {
      const { servedModel, startedAt, inputTokens: input, outputTokens: output } = row
      if (servedModel !== 'known' && servedModel !== 'late') return null
      const prices = servedModel === 'known' && startedAt.getTime() >= CHANGE_MS ? DEAR : CHEAP
      const usage = { input, output, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 0 }
      const price = compilePrice({ id: 'price', model: servedModel, prices })
      return bill(usage, price, { costMultiplier: '2', serviceTier: null })
    }

    it('are looked for in the range that was asked for, and not when it is cancelled', async () => {
      const row = logRow({
        id: `${idAt(NOW_MS - 1_000).slice(0, 24)}ffffffffffff`,
        startedAtMs: NOW_MS - 1_000,
        servedModel: 'known',
        ...{ providerId, costNanoUsd: null, priceId: null },
      })
      const writer = createRequestLogWriter({ url: opened.url, log: quietLog })
      writer.append(row)
      await writer.close()
      const at = (ms: number) => new Date(ms).toISOString()
      expect(await recompute({ to: at(NOW_MS - 1_000) })).toMatchObject({ computed: 0 })
      expect(await recompute({ from: at(NOW_MS - 999) })).toMatchObject({ computed: 0 })
      await expect(recompute({}, AbortSignal.abort(new Error('cancelled')))).rejects.toThrow('cancelled')
      expect(await recompute({ from: at(NOW_MS - 1_000), to: at(NOW_MS) })).toMatchObject({ computed: 1 })
    })
  })
}
