import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUILTIN_ERROR_RULES } from '#server/domain/builtin-error-rules'
import { findPrice } from '#server/domain/find-price'
import { modelPricesSchema } from '#server/domain/price-rates'
import { DEFAULT_SETTINGS } from '#server/domain/settings'
import type { Database } from '#server/platform/database'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import { createConfigSnapshot } from './config-snapshot'
import type { Stores } from './interfaces'
import { openStores, providerInput, quietLog, userInput } from './store-fixtures'

for (const under of databasesUnderTest(process.env['TEST_DATABASE_URL'])) {
  describe.skipIf(under.skipped)(`the configuration snapshot on ${under.title}`, () => {
    let database: Database
    let stores: Stores
    let drop: () => Promise<void>

    beforeAll(async () => {
      ;({ database, stores, drop } = await openStores(under))
      await stores.providers.create(providerInput())
    })
    afterAll(() => drop())

    it('holds what is stored, frozen, and follows the version', async () => {
      const source = createConfigSnapshot({ stores, pollMs: 10, log: quietLog })
      expect(() => source.current).toThrow()
      await source.load()
      const first = source.current
      expect(first.version).toBe(await stores.configVersion.current())
      expect(() => Object.assign(first.providers[0] ?? {}, { weight: 1 })).toThrow(TypeError)

      const versions: number[] = []
      const off = source.onChange((snapshot) => versions.push(snapshot.version))
      const user = await stores.users.create(userInput())
      await source.refresh()
      expect(source.current.users.get(user.id)).toMatchObject({ name: user.name })
      expect(first.users.has(user.id)).toBe(false)
      const before = source.current
      await source.refresh()
      expect(source.current).toBe(before)

      source.start()
      await stores.settings.set({ authFailuresPerMinute: 7 })
      await expect.poll(() => source.current.settings.authFailuresPerMinute).toBe(7)
      source.stop()
      off()
      expect(versions).toEqual([first.version + 1, first.version + 2])
    })

    it('holds the error rules that are enabled, in order', async () => {
      const source = createConfigSnapshot({ stores, log: quietLog })
      await source.load()
      const [first, second] = source.current.errorRules
      expect(source.current.errorRules).toHaveLength(BUILTIN_ERROR_RULES.length)
      await stores.errorRules.update(first?.id ?? '', { enabled: false })
      await stores.errorRules.update(second?.id ?? '', { priority: 99_999 })
      await source.refresh()
      const ids = source.current.errorRules.map(({ id }) => id)
      expect(ids).toHaveLength(BUILTIN_ERROR_RULES.length - 1)
      expect(ids).not.toContain(first?.id)
      expect(ids.at(-1)).toBe(second?.id)
    })

    it('holds the prices in force, and one that was entered for later when its time has come', async () => {
      let nowMs = Date.now()
      const source = createConfigSnapshot({ stores, clock: { nowMs: () => nowMs }, log: quietLog })
      const version = (input: string, inMs: number) => ({
        model: 'model-x',
        source: 'manual' as const,
        validFrom: new Date(nowMs + inMs),
        prices: modelPricesSchema.parse({ rates: { input, output: '1' } }),
      })
      await stores.modelPrices.add([version('1', 0), version('2', 60_000)])
      await source.load()
      const rate = () => findPrice(source.current.prices, 'vendor/model-x')?.price.standard.short.input
      expect(rate()).toBe(1n)
      expect(findPrice(source.current.prices, 'model-y')).toBeNull()
      nowMs += 59_999
      await source.refresh()
      expect(rate()).toBe(1n)
      nowMs += 1
      await source.refresh()
      expect(rate()).toBe(2n)
      await stores.settings.set({ fallbackPriceModel: 'model-x' })
      await source.refresh()
      expect(findPrice(source.current.prices, 'model-y')).toMatchObject({ fallback: true })
    })

    it('keeps what selection looked at, by version, and does without where it cannot', async () => {
      const lines: unknown[] = []
      const log = { info: () => undefined, error: (...line: unknown[]) => lines.push(line[1]) }
      const source = createConfigSnapshot({ stores, log })
      await source.load()
      const { version, providers } = source.current
      const kept = await stores.routingSnapshots.get(version)
      expect(kept?.map(({ id }) => id)).toEqual(providers.map(({ id }) => id))
      expect(lines).toEqual([])

      await database.client.$executeRaw`ALTER TABLE "RoutingSnapshot" RENAME TO "Elsewhere"`
      await stores.providers.create(providerInput())
      await source.refresh()
      expect(source.current.version).toBe(version + 1)
      expect(source.stale).toBe(false)
      expect(lines).toEqual(['decisions under this configuration cannot be replayed'])
      await database.client.$executeRaw`ALTER TABLE "Elsewhere" RENAME TO "RoutingSnapshot"`
    })

    it('means the same by a version while others write', async () => {
      const source = createConfigSnapshot({ stores, log: quietLog })
      await source.load()
      const before = source.current
      const writes = async () => {
        for (let index = 0; index < 3; index++) await stores.providers.create(providerInput())
      }
      await Promise.all([source.load(), writes()])
      const { version, providers } = source.current
      expect(providers.length - before.providers.length).toBe(version - before.version)
    })

    it('takes the environment over the store and the default over a bad value', async () => {
      await stores.settings.set({ authFailuresPerMinute: 'many', modelListTtlMs: 1, shutdownDrainMs: 2 })
      const errors: unknown[] = []
      const source = createConfigSnapshot({
        stores,
        overrides: { modelListTtlMs: 9 },
        log: { ...quietLog, error: (fields: unknown) => errors.push(fields) },
      })
      await source.load()
      expect(source.current.settings).toMatchObject({
        modelListTtlMs: 9,
        shutdownDrainMs: 2,
        authFailuresPerMinute: DEFAULT_SETTINGS.authFailuresPerMinute,
      })
      expect(errors).toEqual([{ settings: ['authFailuresPerMinute'] }])
    })

    it('stays in force while it cannot be read, says so once, and recovers', async () => {
      const lines: unknown[] = []
      const keep = (...line: unknown[]) => lines.push(line[1])
      const source = createConfigSnapshot({ stores, log: { info: keep, error: keep } })
      await source.load()
      const before = source.current
      lines.length = 0
      await database.client.$executeRaw`ALTER TABLE "ConfigState" RENAME TO "Elsewhere"`
      await source.refresh()
      await source.refresh()
      expect(source.current).toBe(before)
      expect(source.stale).toBe(true)
      await database.client.$executeRaw`ALTER TABLE "Elsewhere" RENAME TO "ConfigState"`
      await source.refresh()
      expect(source.stale).toBe(false)
      expect(lines).toEqual([
        'configuration cannot be read, the last one stays in force',
        'configuration is up to date again',
      ])
    })
  })
}
