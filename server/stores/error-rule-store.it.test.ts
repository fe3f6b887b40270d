import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BUILTIN_ERROR_RULES } from '#server/domain/builtin-error-rules'
import type { Database } from '#server/platform/database'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import type { ErrorRuleFields, Stores } from './interfaces'
import { openStores } from './store-fixtures'

const [SHIPPED] = BUILTIN_ERROR_RULES
if (!SHIPPED) throw new Error('the hub ships no rule')

const OWN: ErrorRuleFields = {
  name: 'mine',
  priority: 100,
  enabled: true,
  conditions: { statuses: ['5xx'], errorTypes: ['x'], bodyPattern: 'a.*b', dialects: ['claude'] },
  retry: true,
  switchProvider: false,
  breaker: true,
  override: { status: 503, message: 'Later.' },
}

for (const under of databasesUnderTest(process.env['TEST_DATABASE_URL'])) {
  describe.skipIf(under.skipped)(`error rules on ${under.title}`, () => {
    let database: Database
    let stores: Stores
    let drop: () => Promise<void>
    const now = new Date('2026-03-01T12:00:00.123Z')

    beforeAll(async () => {
      ;({ database, stores, drop } = await openStores(under, () => now.getTime()))
    })
    beforeEach(() => database.client.errorRule.deleteMany())
    afterAll(() => drop())

    const versionAfter = async (write: () => Promise<unknown>): Promise<number> => {
      const before = await stores.configVersion.current()
      await write()
      return (await stores.configVersion.current()) - before
    }

    it('are those of the code while nobody has changed anything', async () => {
      expect(await stores.errorRules.list()).toEqual(
        BUILTIN_ERROR_RULES.map((rule) => ({ ...rule, changedAt: null, version: 0 })),
      )
    })

    it('come back as they were written, and stand where their priority puts them', async () => {
      const made = await stores.errorRules.create(OWN)
      expect(made).toEqual({ ...OWN, id: made.id, builtin: false, changedAt: now, version: 1 })
      expect(await stores.errorRules.get(made.id)).toEqual(made)
      expect((await stores.errorRules.list())[0]).toEqual(made)
      const changed = await stores.errorRules.update(made.id, { priority: 99_999, override: null })
      expect(changed).toEqual({ ...made, priority: 99_999, override: null, version: 2 })
      expect((await stores.errorRules.list()).at(-1)).toEqual(changed)
      await expect(stores.errorRules.create({ ...OWN })).rejects.toMatchObject({ code: 'conflict' })
      expect(await stores.errorRules.remove(made.id)).toBe(true)
      expect(await stores.errorRules.remove(made.id)).toBe(false)
      expect(await stores.errorRules.get(made.id)).toBeNull()
      expect(await stores.errorRules.update(made.id, { enabled: false })).toBeNull()
    })

    it('that are built in keep what they are about, can be changed twice, and be reset', async () => {
      const patch = { enabled: false, breaker: !SHIPPED.breaker, name: 'other', conditions: OWN.conditions }
      const changed = await stores.errorRules.update(SHIPPED.id, patch)
      expect(changed).toEqual({
        ...SHIPPED,
        enabled: false,
        breaker: !SHIPPED.breaker,
        changedAt: now,
        version: 1,
      })
      const again = await stores.errorRules.update(SHIPPED.id, { priority: 5, override: OWN.override })
      expect(again).toEqual({ ...changed, priority: 5, override: OWN.override, version: 2 })
      expect((await stores.errorRules.list())[0]).toEqual(again)
      expect(await stores.errorRules.remove(SHIPPED.id)).toBe(true)
      expect(await stores.errorRules.get(SHIPPED.id)).toEqual({ ...SHIPPED, changedAt: null, version: 0 })
      expect(await stores.errorRules.remove(SHIPPED.id)).toBe(false)
    })

    it('that were built in once and are no longer are not seen', async () => {
      const row = { id: 'builtin-of-old', name: 'builtin-of-old', builtin: true, priority: 1 }
      const flags = { retry: true, switchProvider: true, breaker: true, conditions: OWN.conditions }
      const conditions = { ...OWN.conditions }
      await database.client.errorRule.create({
        data: { ...row, ...flags, conditions, createdAt: now, updatedAt: now },
      })
      expect(await stores.errorRules.get(row.id)).toBeNull()
      expect(await stores.errorRules.list()).toHaveLength(BUILTIN_ERROR_RULES.length)
    })

    it('make a new configuration when they change', async () => {
      const { id } = await stores.errorRules.create(OWN)
      expect(await versionAfter(() => stores.errorRules.update(id, { enabled: false }))).toBe(1)
      expect(await versionAfter(() => stores.errorRules.remove(id))).toBe(1)
      expect(await versionAfter(() => stores.errorRules.remove(id))).toBe(0)
    })
  })
}
