import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { modelPricesSchema } from '#server/domain/price-rates'
import type { PriceSource } from '#server/domain/price-versions'
import type { Database } from '#server/platform/database'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import type { Stores } from './interfaces'
import { createRequestLogWriter } from './request-log-writer'
import { logRow, openStores, quietLog } from './store-fixtures'

const pricesOf = (input: number) =>
  modelPricesSchema.parse({
    rates: { input: String(input), output: '15000000', cacheRead: '300000' },
    tiers: { priority: { input: '6000000' } },
    long: [{ aboveTokens: 200_000, rates: { input: '6000000' } }],
  })
const at = (time: string) => new Date(`2026-03-01T${time}:00.123Z`)

for (const under of databasesUnderTest(process.env['TEST_DATABASE_URL'])) {
  describe.skipIf(under.skipped)(`model prices on ${under.title}`, () => {
    let url: string
    let database: Database
    let stores: Stores
    let drop: () => Promise<void>
    let now = at('12:00')

    beforeAll(async () => {
      ;({ url, database, stores, drop } = await openStores(under, () => now.getTime()))
    })
    beforeEach(async () => {
      now = at('12:00')
      await database.client.modelPrice.deleteMany()
    })
    afterAll(() => drop())

    const version = (source: PriceSource, input: number | null, validFrom: Date, model = 'm') => ({
      model,
      source,
      validFrom,
      prices: input === null ? null : pricesOf(input),
    })
    const inForce = async (time: Date) => {
      const { versions, nextChangeAt } = await stores.modelPrices.inForce(time)
      return { inputs: versions.map(({ model, prices }) => `${model} ${prices.rates.input}`), nextChangeAt }
    }
    const versionAfter = async (write: () => Promise<unknown>): Promise<number> => {
      const before = await stores.configVersion.current()
      await write().catch(() => undefined)
      return (await stores.configVersion.current()) - before
    }

    it('come back as they were written, to the millisecond', async () => {
      expect(await stores.modelPrices.add([version('manual', 3, at('12:00'))])).toBe(1)
      const { versions } = await stores.modelPrices.inForce(at('12:00'))
      const [own] = versions
      expect(versions).toEqual([{ ...version('manual', 3, at('12:00')), id: own?.id, createdAt: now }])
      expect(await stores.modelPrices.history('m')).toEqual(versions)
      expect(await stores.modelPrices.history('M')).toEqual([])
    })

    it('count when their time has come, by hand over LiteLLM over what is shipped', async () => {
      await stores.modelPrices.add([
        version('seed', 1, at('01:00')),
        version('seed', 2, at('02:00')),
        version('litellm', 3, at('01:30')),
        version('litellm', 4, at('04:00')),
        version('manual', 5, at('05:00')),
        version('manual', null, at('06:00')),
        version('seed', 9, at('03:00'), 'another'),
      ])
      expect(await inForce(at('00:00'))).toEqual({ inputs: [], nextChangeAt: at('01:00') })
      expect((await inForce(at('01:00'))).inputs).toEqual(['m 1'])
      expect(await inForce(at('03:00'))).toEqual({ inputs: ['another 9', 'm 3'], nextChangeAt: at('04:00') })
      expect((await inForce(at('04:30'))).inputs).toEqual(['another 9', 'm 4'])
      expect((await inForce(at('05:00'))).inputs).toEqual(['another 9', 'm 5'])
      expect(await inForce(at('06:00'))).toEqual({ inputs: ['another 9', 'm 4'], nextChangeAt: null })
    })

    it('are all kept, the newest first', async () => {
      for (const [input, time] of [
        [1, at('01:00')],
        [null, at('03:00')],
        [2, at('02:00')],
      ] as const)
        await stores.modelPrices.add([version('manual', input, time)])
      const history = await stores.modelPrices.history('m')
      expect(history.map(({ prices }) => prices?.rates.input ?? null)).toEqual([null, '2', '1'])
    })

    it('never change: another that begins at the same moment is refused, and nothing of the lot is kept', async () => {
      await stores.modelPrices.add([version('manual', 1, at('01:00'))])
      const lot = [version('manual', 2, at('02:00')), version('manual', 3, at('01:00'))]
      await expect(stores.modelPrices.add(lot)).rejects.toMatchObject({ code: 'conflict' })
      expect(await stores.modelPrices.history('m')).toHaveLength(1)
      expect(await stores.modelPrices.addMissing(lot)).toBe(1)
      expect(await stores.modelPrices.addMissing(lot)).toBe(0)
      expect((await inForce(at('01:00'))).inputs).toEqual(['m 1'])
      const known = { model: 'm', source: 'manual', validFrom: at('02:00') } as const
      expect(await stores.modelPrices.has(known)).toBe(true)
      expect(await stores.modelPrices.has({ ...known, source: 'seed' })).toBe(false)
    })

    it('are a part of the configuration: its version and their mark grow with them', async () => {
      const marks = new Set([await stores.modelPrices.mark()])
      const add = () => stores.modelPrices.add([version('manual', 1, at('13:00'))])
      expect(await versionAfter(add)).toBe(1)
      marks.add(await stores.modelPrices.mark())
      expect(await versionAfter(add)).toBe(0)
      expect(await versionAfter(() => stores.modelPrices.addMissing([]))).toBe(0)
      marks.add(await stores.modelPrices.mark())
      expect(marks.size).toBe(2)
    })

    it('can be taken back until their time has come', async () => {
      await stores.modelPrices.add([version('manual', 1, at('13:00'))])
      const [planned] = await stores.modelPrices.history('m')
      now = at('13:00')
      expect(await stores.modelPrices.removePlanned(planned?.id ?? '')).toBe(false)
      now = at('12:59')
      expect(await stores.modelPrices.removePlanned(planned?.id ?? '')).toBe(true)
      expect(await stores.modelPrices.removePlanned(planned?.id ?? '')).toBe(false)
      expect(await stores.modelPrices.history('m')).toEqual([])
    })

    it('are written by the thousand at once', async () => {
      const many = Array.from({ length: 3_000 }, (_, index) =>
        version('litellm', index, at('01:00'), `model "${String(index)}" \\ é`),
      )
      expect(await stores.modelPrices.add(many)).toBe(3_000)
      expect((await stores.modelPrices.inForce(at('12:00'))).versions).toHaveLength(3_000)
    })

    it('are missing where requests were served and not billed', async () => {
      const writer = createRequestLogWriter({ url, log: quietLog })
      const startedAtMs = at('11:00').getTime()
      const row = { servedModel: 'unknown', costNanoUsd: null, startedAtMs }
      writer.append(logRow({ ...row, startedAtMs: at('10:00').getTime() }))
      writer.append(logRow(row))
      writer.append(logRow({ ...row, servedModel: 'rare' }))
      writer.append(logRow({ ...row, servedModel: 'billed', costNanoUsd: 0n }))
      writer.append(logRow({ ...row, servedModel: 'not served', providerId: null }))
      writer.append(logRow({ ...row, servedModel: null }))
      writer.append(logRow({ ...row, servedModel: 'old', startedAtMs: at('01:00').getTime() }))
      await writer.flush()
      expect(await stores.modelPrices.unpriced(at('09:00'))).toEqual([
        { model: 'unknown', requests: 2, lastAt: at('11:00') },
        { model: 'rare', requests: 1, lastAt: at('11:00') },
      ])
      await writer.close()
    })
  })
}
