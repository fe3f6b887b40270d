import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '#server/platform/database'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import { runAudited } from './audit-scope'
import type { Stores } from './interfaces'
import { keyInput, openStores, providerInput, userInput } from './store-fixtures'

const ADA = { actor: 'key:ada', action: 'users.update', ip: '192.0.2.7' }

for (const under of databasesUnderTest(process.env['TEST_DATABASE_URL'])) {
  describe.skipIf(under.skipped)(`the audit log on ${under.title}`, () => {
    let database: Database
    let stores: Stores
    let drop: () => Promise<void>

    beforeAll(async () => {
      ;({ database, stores, drop } = await openStores(under))
    })
    beforeEach(async () => {
      await database.client.auditLog.deleteMany()
      await database.client.auditHead.deleteMany()
    })
    afterAll(() => drop())

    const entries = async () => (await stores.auditLogs.list({}, { limit: 100 })).items

    it('says who changed what, from where, and what it was before', async () => {
      const user = await runAudited({ ...ADA, action: 'users.create' }, () =>
        stores.users.create(userInput({ name: 'Grace', note: 'x' })),
      )
      await runAudited(ADA, () => stores.users.update(user.id, { note: 'y', tags: ['core'] }))
      await runAudited({ ...ADA, action: 'users.remove' }, () => stores.users.remove(user.id))
      const [removed, updated, created] = await entries()
      const target = { actor: 'key:ada', ip: '192.0.2.7', targetType: 'user', targetId: user.id }
      expect(created).toMatchObject({ ...target, action: 'users.create', sequence: 1 })
      expect(created?.changes).toMatchObject({ name: { to: 'Grace' }, note: { to: 'x' } })
      expect(updated).toMatchObject({ ...target, action: 'users.update', sequence: 2 })
      expect(updated?.changes).toEqual({ note: { from: 'x', to: 'y' }, tags: { from: [], to: ['core'] } })
      expect(removed).toMatchObject({ ...target, action: 'users.remove', sequence: 3 })
      expect(removed?.changes).toMatchObject({ name: { from: 'Grace' } })
    })

    it('knows the hub itself by its name', async () => {
      await stores.users.create(userInput())
      expect(await entries()).toMatchObject([{ actor: 'hub', action: 'user.written', ip: null }])
    })

    it('never holds a secret, but says that one was set', async () => {
      const provider = await stores.providers.create(
        providerInput({
          credential: 'canary-credential-0001',
          proxyUrl: 'http://u:canary-proxy@192.0.2.1:1',
        }),
      )
      await stores.providers.update(provider.id, { credential: 'canary-credential-0001' })
      const user = await stores.users.create(userInput())
      await stores.apiKeys.create(keyInput(user.id))
      const rows = await database.client.auditLog.findMany()
      expect(JSON.stringify(rows)).not.toContain('canary-credential')
      expect(JSON.stringify(rows)).not.toContain('canary-proxy')
      expect(JSON.stringify(rows)).not.toMatch(/"digest\W+to\W+[0-9a-f]{8}/)
      expect(JSON.parse(rows[1]?.changes ?? '')).toEqual({ credential: { to: '(hidden)' } })
    })

    it('is written with the change or not at all', async () => {
      const user = await stores.users.create(userInput({ note: 'before' }))
      const version = await stores.configVersion.current()
      // The next entry's place is taken, so it cannot be written.
      const [last] = await database.client.auditLog.findMany({ orderBy: { sequence: 'desc' }, take: 1 })
      if (!last) throw new Error('there is no entry')
      const squatter = { ...last, id: 'squatter', sequence: last.sequence + 1 }
      await database.client.auditLog.create({ data: squatter })
      await expect(stores.users.update(user.id, { note: 'after' })).rejects.toThrow()
      expect(await stores.users.get(user.id)).toMatchObject({ note: 'before', version: 1 })
      expect(await stores.configVersion.current()).toBe(version)
    })

    it('has nothing to say of a write that changed nothing', async () => {
      expect(await stores.users.update('nobody', { note: 'x' })).toBeNull()
      expect(await stores.users.remove('nobody')).toBe(false)
      expect(await entries()).toEqual([])
    })

    it('is one chain, whoever writes at the same time', async () => {
      await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          index % 2 === 0
            ? stores.users.create(userInput())
            : stores.auditLogs.append([
                { ...ADA, targetType: 'test', targetId: null, changes: { index }, at: new Date() },
                { ...ADA, targetType: 'test', targetId: null, changes: { again: index }, at: new Date() },
              ]),
        ),
      )
      expect((await entries()).map(({ sequence }) => sequence)).toEqual(
        Array.from({ length: 18 }, (_, index) => 18 - index),
      )
      expect(await stores.auditLogs.verify()).toMatchObject({ entries: 18, fault: null })
    })

    describe('of which somebody changed a row', () => {
      const AT = 3
      beforeEach(async () => {
        for (let index = 1; index <= 5; index += 1)
          await stores.auditLogs.append([
            { ...ADA, targetType: 'test', targetId: 'a', changes: { index }, at: new Date(1e12 + index) },
          ])
        expect(await stores.auditLogs.verify()).toMatchObject({ entries: 5, fault: null })
      })
      const change = (data: object) => database.client.auditLog.update({ where: { sequence: AT }, data })

      it.each([
        ['one flipped byte of its content', { changes: '{"index":2}' }],
        ['another actor', { actor: 'key:adb' }],
        ['another action', { action: 'users.updatf' }],
        ['another target', { targetId: 'b' }],
        ['no address', { ip: null }],
        ['a millisecond', { createdAt: new Date(1e12 + AT + 1) }],
        ['a flipped bit of its hash', { hash: '0'.repeat(64) }],
      ])('tells: %s', async (_, data) => {
        await change(data)
        const { entries: sound, fault } = await stores.auditLogs.verify()
        expect({ sound, sequence: fault?.sequence }).toEqual({ sound: AT - 1, sequence: AT })
      })

      it('tells a row that is gone', async () => {
        await database.client.auditLog.delete({ where: { sequence: AT } })
        expect(await stores.auditLogs.verify()).toMatchObject({ fault: { sequence: AT } })
      })

      it('tells that the end is gone', async () => {
        await database.client.auditLog.deleteMany({ where: { sequence: { gte: AT } } })
        expect(await stores.auditLogs.verify()).toMatchObject({ entries: AT - 1, fault: { sequence: AT } })
      })
    })

    describe('and versions', () => {
      it('refuse a change of something that somebody else has changed meanwhile', async () => {
        const user = await stores.users.create(userInput())
        const seen = { version: user.version }
        const changed = await stores.users.update(user.id, { ...seen, note: 'first' })
        expect(changed?.version).toBe(user.version + 1)
        await expect(stores.users.update(user.id, { ...seen, note: 'second' })).rejects.toMatchObject({
          code: 'conflict',
        })
        expect(await stores.users.get(user.id)).toMatchObject({ note: 'first' })
        await stores.users.update(user.id, { note: 'whatever is there' })
        expect(await stores.users.get(user.id)).toMatchObject({ note: 'whatever is there', version: 3 })
      })

      it('let one of two win who change the same version at the same time', async () => {
        const { id, version } = await stores.users.create(userInput())
        const outcomes = await Promise.allSettled(
          ['a', 'b', 'c'].map((note) => stores.users.update(id, { version, note })),
        )
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      })
    })
  })
}
