import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import { runAudited } from './audit-scope'
import { openStores } from './store-fixtures'
import type { StoresUnderTest } from './store-fixtures'

const NOWHERE = { done: 0, total: null }

for (const under of databasesUnderTest(process.env['TEST_DATABASE_URL'])) {
  describe.skipIf(under.skipped)(`jobs in ${under.title}`, () => {
    let opened: StoresUnderTest
    let nowMs = Date.UTC(2026, 0, 1)
    beforeEach(async () => {
      opened = await openStores(under, () => nowMs)
    })
    afterEach(() => opened.drop())
    const jobs = () => opened.stores.jobs
    const queue = () => jobs().create('logs.export', { format: 'csv', status: '5xx' })
    const begun = async (holder = 'here') => {
      await queue()
      const job = await jobs().take(holder)
      if (!job) throw new Error('nothing was taken')
      return job.id
    }
    const file = new Uint8Array([31, 139, 0, 255])

    it('are kept with what was asked and who did, the newest first', async () => {
      const scope = { actor: 'admin-token', action: 'jobs.exportLogs', ip: null }
      const first = await runAudited(scope, queue)
      const second = await queue()
      expect(first).toMatchObject({
        kind: 'logs.export',
        input: { format: 'csv', status: '5xx' },
        status: 'queued',
        actor: 'admin-token',
        ...NOWHERE,
        file: null,
      })
      expect(await jobs().get(first.id)).toEqual({ ...first, result: null })
      const page = await jobs().list({}, { limit: 1 })
      expect(page.items).toEqual([second])
      expect(await jobs().list({}, { limit: 1, cursor: page.nextCursor ?? '' })).toMatchObject({
        items: [first],
        nextCursor: null,
      })
      expect(await jobs().get('nobody')).toBeNull()
      expect(await jobs().open()).toBe(2)
    })

    it('are taken by one of many, the oldest first', async () => {
      const made = [await queue(), await queue()]
      const holders = ['a', 'b', 'c', 'd', 'e']
      const taken = []
      for (let round = 0; round < 3; round += 1)
        taken.push(...(await Promise.all(holders.map((holder) => jobs().take(holder)))))
      const ids = taken.flatMap((job) => job?.id ?? [])
      expect(ids.sort()).toEqual(made.map(({ id }) => id).sort())
      expect(await jobs().list({ status: 'queued' }, { limit: 5 })).toMatchObject({ items: [] })
    })

    it('tell how far they are, until they are done', async () => {
      const id = await begun()
      expect(await jobs().beat(id, 'here', { done: 5, total: 9 })).toBe('go on')
      expect(await jobs().beat(id, 'elsewhere', { done: 1, total: 1 })).toBe('lost')
      expect(await jobs().get(id)).toMatchObject({ status: 'running', done: 5, total: 9, finishedAt: null })
      await jobs().addChunk(id, 0, file)
      await jobs().addChunk(id, 1, new Uint8Array([1]))
      const outcome = { result: { rows: 9 }, file: { name: 'requests.csv', bytes: 5 } }
      await jobs().finish(id, 'elsewhere', { status: 'failed', error: 'not mine', ...NOWHERE })
      await jobs().finish(id, 'here', { status: 'done', ...outcome, done: 9, total: 9 })
      expect(await jobs().get(id)).toMatchObject({
        status: 'done',
        ...outcome,
        done: 9,
        finishedAt: new Date(nowMs),
      })
      expect(await jobs().beat(id, 'here', NOWHERE)).toBe('lost')
      // What is done stays done.
      expect(await jobs().cancel(id)).toBe(false)
      await jobs().finish(id, 'here', { status: 'cancelled', ...NOWHERE })
      expect([...((await jobs().chunk(id, 0)) ?? [])]).toEqual([...file])
      expect(await jobs().chunk(id, 2)).toBeNull()
    })

    it('end at once when they wait, and are asked to when they are at work', async () => {
      const waiting = await queue()
      expect(await jobs().cancel(waiting.id)).toBe(true)
      expect(await jobs().get(waiting.id)).toMatchObject({ status: 'cancelled' })
      expect(await jobs().take('here')).toBeNull()
      const id = await begun()
      await jobs().addChunk(id, 0, file)
      expect(await jobs().cancel(id)).toBe(true)
      expect(await jobs().get(id)).toMatchObject({ status: 'running', cancelRequested: true })
      expect(await jobs().chunk(id, 0)).not.toBeNull()
      expect(await jobs().beat(id, 'here', { done: 1, total: null })).toBe('cancel')
      await jobs().finish(id, 'here', { status: 'cancelled', done: 1, total: null })
      expect(await jobs().get(id)).toMatchObject({ status: 'cancelled', cancelRequested: false, done: 1 })
      expect(await jobs().chunk(id, 0)).toBeNull()
    })

    it('fail, without their files, when nothing is heard of their holder', async () => {
      const silent = await begun()
      await jobs().addChunk(silent, 0, file)
      nowMs += 30_000
      const alive = await begun()
      expect(await jobs().failSilent(nowMs, 'its instance ended')).toBe(1)
      expect(await jobs().get(silent)).toMatchObject({ status: 'failed', error: 'its instance ended' })
      expect(await jobs().chunk(silent, 0)).toBeNull()
      expect(await jobs().get(alive)).toMatchObject({ status: 'running' })
      expect(await jobs().beat(silent, 'here', NOWHERE)).toBe('lost')
    })

    it('go with their files when they are old', async () => {
      const old = await begun()
      await jobs().addChunk(old, 0, file)
      const done = { result: null, file: { name: 'a.csv', bytes: 4 } }
      await jobs().finish(old, 'here', { status: 'done', ...done, ...NOWHERE })
      const open = await queue()
      nowMs += 1_000
      expect(await opened.stores.retention.deleteJobs(nowMs)).toBe(false)
      expect(await jobs().get(old)).toBeNull()
      expect(await jobs().chunk(old, 0)).toBeNull()
      expect(await jobs().get(open.id)).not.toBeNull()
    })
  })
}
