import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NO_LIMITS } from '#server/domain/limits'
import type { Database } from '#server/platform/database'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import type { Stores } from './interfaces'
import { keyInput, LIMITS, openStores, providerInput, userInput } from './store-fixtures'

for (const under of databasesUnderTest(process.env['TEST_DATABASE_URL'])) {
  describe.skipIf(under.skipped)(`stores on ${under.title}`, () => {
    let database: Database
    let stores: Stores
    let drop: () => Promise<void>
    let nowMs = Date.parse('2026-03-01T12:00:00.123Z')

    beforeAll(async () => {
      ;({ database, stores, drop } = await openStores(under, () => nowMs))
    })
    afterAll(() => drop())

    const versionAfter = async (write: () => Promise<unknown>): Promise<number> => {
      const before = await stores.configVersion.current()
      await write().catch(() => undefined)
      return (await stores.configVersion.current()) - before
    }

    describe('users', () => {
      it('come back as they were created, to the millisecond and the nano-USD', async () => {
        const expiresAt = new Date('2027-01-02T03:04:05.678Z')
        const input = userInput({
          expiresAt,
          tags: ['x', '"y"'],
          providerGroup: 'g',
          allowedModels: ['m'],
          allowedClients: ['codex'],
          limits: LIMITS,
        })
        const created = await stores.users.create(input)
        expect(created).toEqual({
          ...input,
          id: created.id,
          limitsResetAt: null,
          version: 1,
          createdAt: new Date(nowMs),
          updatedAt: new Date(nowMs),
        })
        expect(await stores.users.get(created.id)).toEqual(created)
        expect(await stores.users.loadRecords()).toContainEqual({
          id: created.id,
          name: input.name,
          enabled: true,
          expiresAtMs: expiresAt.getTime(),
          providerGroup: 'g',
          allowedModels: ['m'],
          allowedClients: ['codex'],
          limits: LIMITS,
          limitsResetAtMs: null,
        })
      })

      it('change only in what a patch names', async () => {
        const created = await stores.users.create(userInput({ limits: LIMITS, tags: ['t'] }))
        nowMs += 1_000
        const changed = await stores.users.update(created.id, { note: 'n', enabled: false, name: undefined })
        expect(changed).toEqual({
          ...created,
          note: 'n',
          enabled: false,
          version: 2,
          updatedAt: new Date(nowMs),
        })
        expect(await stores.users.update(created.id, { limits: NO_LIMITS })).toMatchObject({
          limits: NO_LIMITS,
        })
      })

      it('have a name of their own, whatever its letter case, until they are removed', async () => {
        const first = await stores.users.create(userInput({ name: 'Ada' }))
        await expect(stores.users.create(userInput({ name: 'ada' }))).rejects.toMatchObject({
          code: 'conflict',
        })
        const other = await stores.users.create(userInput({ name: 'Bob' }))
        await expect(stores.users.update(other.id, { name: 'ADA' })).rejects.toMatchObject({
          code: 'conflict',
        })
        expect(await stores.users.remove(first.id)).toBe(true)
        expect(await stores.users.create(userInput({ name: 'ada' }))).toMatchObject({ name: 'ada' })
      })

      it('are gone with their keys once removed', async () => {
        const user = await stores.users.create(userInput())
        const input = keyInput(user.id)
        const key = await stores.apiKeys.create(input)
        expect(await stores.users.remove(user.id)).toBe(true)
        expect(await stores.users.remove(user.id)).toBe(false)
        expect(await stores.users.get(user.id)).toBeNull()
        expect(await stores.users.update(user.id, { note: 'late' })).toBeNull()
        expect(await stores.apiKeys.get(key.id)).toBeNull()
        expect(await stores.apiKeys.findByDigest(input.digest)).toBeNull()
        await expect(stores.apiKeys.create(keyInput(user.id))).rejects.toMatchObject({ code: 'not_found' })
      })
    })

    describe('keys', () => {
      it('are found by digest, disabled and expired ones too', async () => {
        const user = await stores.users.create(userInput())
        const expiresAt = new Date(1_000)
        const input = keyInput(user.id, {
          enabled: false,
          expiresAt,
          limits: LIMITS,
          scope: 'read-only',
          providerGroup: 'g',
        })
        const { digest, ...shown } = input
        const created = await stores.apiKeys.create(input)
        expect(created).toEqual({
          ...shown,
          id: created.id,
          limitsResetAt: null,
          replacedById: null,
          lastUsedAt: null,
          version: 1,
          createdAt: new Date(nowMs),
          updatedAt: new Date(nowMs),
        })
        expect(await stores.apiKeys.findByDigest(digest)).toEqual({
          id: created.id,
          userId: user.id,
          digest,
          scope: 'read-only',
          enabled: false,
          expiresAtMs: 1_000,
          providerGroup: 'g',
          limits: LIMITS,
          limitsResetAtMs: null,
        })
        expect(await stores.apiKeys.update(created.id, { providerGroup: null })).toMatchObject({
          providerGroup: null,
        })
        await expect(stores.apiKeys.create(keyInput(user.id, { digest }))).rejects.toMatchObject({
          code: 'conflict',
        })
        expect(await stores.apiKeys.update(created.id, { enabled: true })).toMatchObject({ enabled: true })
        expect(await stores.apiKeys.remove(created.id)).toBe(true)
        expect(await stores.apiKeys.findByDigest(digest)).toBeNull()
      })

      it('remember their last use, never an earlier one, without a new configuration', async () => {
        const user = await stores.users.create(userInput())
        const { id } = await stores.apiKeys.create(keyInput(user.id))
        expect(await versionAfter(() => stores.apiKeys.touch([{ id, usedAtMs: 5_000 }]))).toBe(0)
        await stores.apiKeys.touch([
          { id, usedAtMs: 4_000 },
          { id: 'removed meanwhile', usedAtMs: 1 },
        ])
        expect(await stores.apiKeys.get(id)).toMatchObject({ lastUsedAt: new Date(5_000) })
        await stores.apiKeys.touch([])
      })

      it('are listed by owner', async () => {
        const [ada, bob] = await Promise.all([
          stores.users.create(userInput()),
          stores.users.create(userInput()),
        ])
        const key = await stores.apiKeys.create(keyInput(ada.id))
        await stores.apiKeys.create(keyInput(bob.id))
        const page = await stores.apiKeys.list({ userId: ada.id }, { limit: 10 })
        expect(page).toEqual({ items: [key], nextCursor: null })
      })
    })

    describe('lists', () => {
      it('are read to the end, newest first, each row once, while rows are added', async () => {
        const made = []
        for (let index = 0; index < 7; index++) made.push((await stores.providers.create(providerInput())).id)
        const seen: string[] = []
        let cursor: string | undefined
        do {
          const page = await stores.providers.list({ limit: 3, cursor })
          seen.push(...page.items.map((provider) => provider.id))
          cursor = page.nextCursor ?? undefined
          if (seen.length === 3) await stores.providers.create(providerInput())
        } while (cursor)
        expect(seen.slice(0, 7)).toEqual(made.reverse())
        expect(new Set(seen).size).toBe(seen.length)
      })

      it('refuse a cursor that is not theirs', async () => {
        const cursors = ['nonsense', '', Buffer.from("' OR 1=1").toString('base64url')]
        for (const cursor of cursors) {
          await expect(stores.users.list({ limit: 3, cursor })).rejects.toMatchObject({ code: 'bad_cursor' })
        }
      })
    })

    describe('the configuration version', () => {
      it('grows by one with every administrative write, and not with one that changed nothing', async () => {
        const user = await stores.users.create(userInput({ name: 'Versioned' }))
        const writes: (() => Promise<unknown>)[] = [
          () => stores.users.update(user.id, { note: 'n' }),
          () => stores.apiKeys.create(keyInput(user.id)),
          () => stores.providers.create(providerInput()),
          () => stores.settings.set({ clientGoneDrainMs: 1, maxAttempts: 1 }),
          () => stores.users.remove(user.id),
        ]
        for (const write of writes) expect(await versionAfter(write)).toBe(1)
        expect(await versionAfter(() => stores.users.remove(user.id))).toBe(0)
        expect(await versionAfter(() => stores.providers.update('none', { note: 'n' }))).toBe(0)
        await stores.users.create(userInput({ name: 'Taken' }))
        expect(await versionAfter(() => stores.users.create(userInput({ name: 'taken' })))).toBe(0)
      })

      it('counts every one of many writes at the same time', async () => {
        const write = () => Promise.all(Array.from({ length: 8 }, () => stores.users.create(userInput())))
        expect(await versionAfter(write)).toBe(8)
      })
    })

    describe('settings', () => {
      it('keep any JSON value, and every value that they had', async () => {
        const values: unknown[] = [5, '5', true, null, ['a'], { b: 1 }, 1.5, '']
        for (const value of values) {
          await stores.settings.set({ probe: value })
          expect((await stores.settings.all())['probe']).toEqual(value)
        }
        await stores.settings.set({ probe: undefined, other: 1 })
        expect(await stores.settings.all()).not.toHaveProperty('probe')
        expect(await stores.settings.all()).toMatchObject({ other: 1 })
        const revisions = await database.client.settingRevision.count({ where: { key: 'probe' } })
        expect(revisions).toBe(values.length + 1)
      })
    })
  })
}
