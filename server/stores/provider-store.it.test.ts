import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEFAULT_CIRCUIT } from '#server/domain/circuit'
import type { Database } from '#server/platform/database'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import type { Stores } from './interfaces'
import { openStores, providerInput } from './store-fixtures'

for (const under of databasesUnderTest(process.env['TEST_DATABASE_URL'])) {
  describe.skipIf(under.skipped)(`providers on ${under.title}`, () => {
    let database: Database
    let stores: Stores
    let drop: () => Promise<void>
    const nowMs = Date.parse('2026-03-01T12:00:00.123Z')

    beforeAll(async () => {
      ;({ database, stores, drop } = await openStores(under, () => nowMs))
    })
    afterAll(() => drop())

    it('keep their secrets sealed, and open them for the data plane alone', async () => {
      const limits = {
        rpm: 60,
        usd5hNanoUsd: 1n,
        usdDayNanoUsd: 2_500_000_000n,
        usdWeekNanoUsd: null,
        usdMonthNanoUsd: 3n,
        usdTotalNanoUsd: null,
        dayMode: 'rolling' as const,
        dayResetAt: '08:30',
      }
      const input = { ...providerInput(), limits }
      const { credential, proxyUrl, ...shown } = input
      const created = await stores.providers.create(input)
      expect(created).toEqual({
        ...shown,
        id: created.id,
        proxy: { origin: 'socks5://proxy.example:1080', hasCredentials: true },
        credentialHint: '6789',
        limitsResetAt: null,
        createdAt: new Date(nowMs),
        version: 1,
        updatedAt: new Date(nowMs),
      })
      const row = await database.client.provider.findUniqueOrThrow({ where: { id: created.id } })
      const text = JSON.stringify(row, (_key, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      )
      expect(text).not.toContain(credential)
      expect(text).not.toContain('hunter2-proxy')
      const runtime = (await stores.providers.loadRuntime()).find(({ id }) => id === created.id)
      expect({ ...runtime, note: shown.note }).toEqual({
        ...shown,
        id: created.id,
        dialect: 'claude',
        modelDefaults: [],
        limitsResetAt: null,
        credential,
        proxyUrl,
      })
    })

    it('keep their proxy when a patch has none, and lose it by null', async () => {
      const { id } = await stores.providers.create(providerInput())
      const proxyOf = async () =>
        (await stores.providers.loadRuntime()).find((provider) => provider.id === id)?.proxyUrl
      await stores.providers.update(id, { note: 'n' })
      expect(await proxyOf()).toMatch(/^socks5:/)
      await stores.providers.update(id, { proxyUrl: 'http://proxy.example:3128', hedge: false })
      expect(await stores.providers.get(id)).toMatchObject({
        proxy: { origin: 'http://proxy.example:3128', hasCredentials: false },
        proxyFallbackDirect: true,
        hedge: false,
      })
      expect(await stores.providers.update(id, { proxyUrl: null })).toMatchObject({ proxy: null })
      expect(await proxyOf()).toBeNull()
    })

    it('keep the credential when a patch has none, and give no hint of a short one', async () => {
      const { id } = await stores.providers.create(providerInput())
      await stores.providers.update(id, { weight: 0, timeouts: { firstByteMs: 9, idleMs: 9, totalMs: 9 } })
      const find = async () => (await stores.providers.loadRuntime()).find((provider) => provider.id === id)
      expect(await find()).toMatchObject({
        weight: 0,
        credential: 'sk-ant-0123456789',
        timeouts: { idleMs: 9 },
      })
      expect(await stores.providers.update(id, { credential: 'short' })).toMatchObject({
        credentialHint: '',
      })
      expect(await find()).toMatchObject({ credential: 'short' })
      expect(await stores.providers.remove(id)).toBe(true)
      expect(await find()).toBeUndefined()
      expect(await stores.providers.get(id)).toBeNull()
    })

    it('have a circuit, a schedule and whatever else is optional of their own, or the usual ones', async () => {
      const usual = { circuit: DEFAULT_CIRCUIT, schedule: null, maxAttempts: 1 }
      const { circuit, schedule, maxAttempts, ...rest } = providerInput()
      const optional = { proxyUrl: undefined, proxyFallbackDirect: undefined, hedge: undefined }
      const { id } = await stores.providers.create({ ...rest, ...optional })
      const direct = { proxy: null, proxyFallbackDirect: false, hedge: false }
      expect(await stores.providers.get(id)).toMatchObject({ ...usual, ...direct })
      expect(await stores.providers.update(id, { circuit, schedule, maxAttempts })).toMatchObject({
        circuit,
        schedule,
        maxAttempts,
      })
      expect(await stores.providers.update(id, { note: 'n' })).toMatchObject({
        circuit,
        schedule,
        maxAttempts,
      })
      expect(await stores.providers.update(id, usual)).toMatchObject(usual)
      expect((await stores.providers.loadRuntime()).find((provider) => provider.id === id)).toMatchObject(
        usual,
      )
    })

    it('name the row that holds bad data, without its value', async () => {
      const { id } = await stores.providers.create(providerInput())
      await database.client.provider.update({ where: { id }, data: { groupTags: { secret: 'hunter2' } } })
      await expect(stores.providers.get(id)).rejects.toThrow(
        new RegExp(`^Provider ${id} holds bad data: groupTags \\(invalid_type\\)$`),
      )
      await database.client.provider.delete({ where: { id } })
    })
  })
}
