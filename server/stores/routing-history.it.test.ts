import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { selectableProviderSchema } from '#server/domain/decision-trace'
import type { HealthHistoryEntry } from '#server/domain/health-history'
import type { Database } from '#server/platform/database'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import type { Stores } from './interfaces'
import { openStores, providerInput } from './store-fixtures'

for (const under of databasesUnderTest(process.env['TEST_DATABASE_URL'])) {
  describe.skipIf(under.skipped)(`what is kept of routing on ${under.title}`, () => {
    let database: Database
    let stores: Stores
    let drop: () => Promise<void>

    beforeAll(async () => {
      ;({ database, stores, drop } = await openStores(under))
    })
    afterAll(() => drop())

    describe('snapshots', () => {
      it('hold what selection looks at, in order, and no secret', async () => {
        for (let index = 0; index < 3; index++) await stores.providers.create(providerInput())
        const providers = await stores.providers.loadRuntime()
        await stores.routingSnapshots.keep(7, providers)
        expect(await stores.routingSnapshots.get(7)).toEqual(
          providers.map((provider) => selectableProviderSchema.parse(provider)),
        )
        const row = await database.client.routingSnapshot.findUniqueOrThrow({ where: { version: 7n } })
        const text = JSON.stringify(row.providers)
        expect(text).not.toContain('sk-ant-0123456789')
        expect(text).not.toContain('hunter2-proxy')
        expect(text).not.toContain('api.example.com')
      })

      it('stay as they were kept first, also when many instances keep them at once', async () => {
        await stores.providers.create(providerInput())
        const providers = await stores.providers.loadRuntime()
        await Promise.all(Array.from({ length: 6 }, () => stores.routingSnapshots.keep(8, providers)))
        await stores.routingSnapshots.keep(8, [])
        expect(await stores.routingSnapshots.get(8)).toHaveLength(providers.length)
      })

      it('are unknown when they were not kept, or in a form of another hub', async () => {
        expect(await stores.routingSnapshots.get(9)).toBeNull()
        const data = { version: 10n, providers: [{ id: 'p' }], createdAt: new Date() }
        await database.client.routingSnapshot.create({ data })
        expect(await stores.routingSnapshots.get(10)).toBeNull()
      })
    })

    describe('the history of health', () => {
      const entry = (fields: Partial<HealthHistoryEntry>): HealthHistoryEntry => ({
        providerId: 'p',
        event: 'opened',
        state: 'open',
        detail: 'refused',
        latencyMs: null,
        atMs: 1_700_000_000_123,
        ...fields,
      })

      it('comes back newest first, in pages, of one provider', async () => {
        const entries = [
          entry({}),
          entry({ event: 'reset', state: 'closed', detail: null, atMs: 1_700_000_001_000 }),
          entry({ event: 'test_failed', detail: 'HTTP 500: it said: no', latencyMs: 42 }),
        ]
        await stores.providerHealth.record([...entries, entry({ providerId: 'other' })])
        const first = await stores.providerHealth.list('p', { limit: 2 })
        const rest = await stores.providerHealth.list('p', { limit: 2, cursor: first.nextCursor ?? '' })
        expect(rest.nextCursor).toBeNull()
        const read = [...first.items, ...rest.items]
        expect(read).toEqual(entries.reverse().map((made, at) => ({ ...made, id: read[at]?.id })))
      })

      it('is no part of the configuration', async () => {
        const before = await stores.configVersion.current()
        await stores.providerHealth.record([entry({})])
        await stores.providerHealth.record([])
        expect(await stores.configVersion.current()).toBe(before)
      })
    })
  })
}
