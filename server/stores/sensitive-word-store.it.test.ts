import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditEntry } from '#server/domain/audit'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import type { SensitiveWordFields, Stores } from './interfaces'
import { createWordReader } from './sensitive-word-reader'
import { openStores } from './store-fixtures'

const WORD: SensitiveWordFields = {
  ...{ pattern: 'Secret', match: 'exact', caseSensitive: true, enabled: true, note: 'of the office' },
}

for (const under of databasesUnderTest(process.env['TEST_DATABASE_URL'])) {
  describe.skipIf(under.skipped)(`words, clients and the audit log on ${under.title}`, () => {
    let stores: Stores
    let drop: () => Promise<void>
    const now = new Date('2026-03-01T12:00:00.123Z')

    beforeAll(async () => {
      ;({ stores, drop } = await openStores(under, () => now.getTime()))
    })
    afterAll(() => drop())

    const versionAfter = async (write: () => Promise<unknown>): Promise<number> => {
      const before = await stores.configVersion.current()
      await write()
      return (await stores.configVersion.current()) - before
    }

    it('words come back as they were written, and make a new configuration', async () => {
      const { sensitiveWords } = stores
      const [first, second] = await sensitiveWords.createMany([WORD, { ...WORD, pattern: 'other', note: '' }])
      if (!first || !second) throw new Error('not written')
      expect(first).toEqual({ ...WORD, id: first.id, version: 1, createdAt: now, updatedAt: now })
      expect(await sensitiveWords.get(first.id)).toEqual(first)
      expect((await sensitiveWords.list({}, { limit: 5 })).items).toEqual([second, first])
      expect((await sensitiveWords.list({ search: 'OFFICE' }, { limit: 5 })).items).toEqual([first])
      const page = await sensitiveWords.list({}, { limit: 1 })
      const rest = await sensitiveWords.list({}, { limit: 1, cursor: page.nextCursor ?? '' })
      expect(rest).toEqual({ items: [first], nextCursor: null })

      const read = createWordReader(sensitiveWords)
      const words = await read()
      expect(words.find(['a Secret'])).toMatchObject({ rule: { id: first.id } })
      expect(await read()).toBe(words)
      const patch = { enabled: false }
      expect(await versionAfter(() => sensitiveWords.update(first.id, patch))).toBe(1)
      expect((await read()).find(['a Secret'])).toBeNull()
      expect(await versionAfter(() => sensitiveWords.remove(first.id))).toBe(1)
      expect(await versionAfter(() => sensitiveWords.remove(first.id))).toBe(0)
      expect(await sensitiveWords.update(first.id, patch)).toBeNull()
      expect(await sensitiveWords.get(first.id)).toBeNull()
    })

    it('a client has one rule', async () => {
      const { clientVersionRules } = stores
      const fields = { clientName: 'codex', minVersion: '1.2', action: 'block' as const, enabled: true }
      const rule = await clientVersionRules.create(fields)
      expect(rule).toEqual({ ...fields, id: rule.id, version: 1 })
      await expect(clientVersionRules.create(fields)).rejects.toMatchObject({ code: 'conflict' })
      const changed = { ...rule, minVersion: '2', version: 2 }
      expect(await clientVersionRules.update(rule.id, { minVersion: '2' })).toEqual(changed)
      expect(await clientVersionRules.list()).toEqual([changed])
      expect(await versionAfter(() => clientVersionRules.remove(rule.id))).toBe(1)
      expect(await clientVersionRules.update(rule.id, { enabled: false })).toBeNull()
      expect(await clientVersionRules.get(rule.id)).toBeNull()
    })

    it('the audit log keeps what it is told, and makes no new configuration', async () => {
      const entry = (targetType: string): AuditEntry => ({
        ...{ actor: 'key:k', action: 'request.blocked', targetType, targetId: 'w', ip: '::1', at: now },
        changes: { requestId: 'r', evasion: true },
      })
      const entries = [entry('sensitive-word'), entry('other')]
      expect(await versionAfter(() => stores.auditLogs.append(entries))).toBe(0)
      const filter = { targetType: 'sensitive-word', action: 'request.blocked' }
      const { items } = await stores.auditLogs.list(filter, { limit: 5 })
      expect(items).toMatchObject([entries[0] ?? {}])
      expect((await stores.auditLogs.list({ action: 'request.blocked' }, { limit: 5 })).items).toHaveLength(2)
    })
  })
}
