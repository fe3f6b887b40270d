import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import { openStores, quietLog } from '#server/stores/store-fixtures'
import type { StoresUnderTest } from '#server/stores/store-fixtures'
import { breathe, JobFailure } from './job-work'
import type { JobWork } from './job-work'
import { createJobRunner } from './job-runner'
import type { JobRunner } from './job-runner'

for (const under of databasesUnderTest(process.env['TEST_DATABASE_URL'])) {
  describe.skipIf(under.skipped)(`runners of jobs on ${under.title}`, () => {
    let opened: StoresUnderTest
    let runners: JobRunner[]
    let holders = 0
    beforeEach(async () => {
      opened = await openStores(under)
      runners = []
    })
    afterEach(async () => {
      await Promise.all(runners.map((runner) => runner.stop()))
      await opened.drop()
    })

    const store = () => opened.stores.jobs
    const run = (work: JobWork, options: { alone?: boolean; maxFileBytes?: number } = {}): JobRunner => {
      const works = { 'logs.export': work, 'prices.sync': work, 'prices.recompute': work }
      const runner = createJobRunner({
        store: store(),
        loadWorks: () => Promise.resolve(works),
        holder: `holder ${String(holders++)}`,
        alone: false,
        nowMs: Date.now,
        log: quietLog,
        ...options,
      })
      runners.push(runner)
      runner.start()
      return runner
    }
    const queue = () => store().create('prices.sync', {})
    const ended = async (id: string) => {
      for (;;) {
        const job = await store().get(id)
        if (job?.finishedAt) return job
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
    const forever: JobWork = async (_input, { signal }) => {
      for (;;) await breathe(signal)
    }

    it('do each job once, however many they are', async () => {
      const jobs = await Promise.all(Array.from({ length: 8 }, queue))
      const done: string[] = []
      const work: JobWork = async (_input, { signal, report }) => {
        await breathe(signal)
        report(1, 1)
        done.push('one')
        return { ok: true }
      }
      for (let index = 0; index < 3; index += 1) run(work)
      for (const { id } of jobs)
        expect(await ended(id)).toMatchObject({ status: 'done', result: { ok: true }, done: 1, total: 1 })
      expect(done).toHaveLength(jobs.length)
    })

    it('do two at once and no more', async () => {
      const [first, second, third] = [await queue(), await queue(), await queue()]
      run(forever)
      for (const { id } of [first, second])
        while ((await store().get(id))?.status !== 'running')
          await new Promise((resolve) => setTimeout(resolve, 20))
      expect(await store().get(third.id)).toMatchObject({ status: 'queued' })
      await store().cancel(first.id)
      expect(await ended(first.id)).toMatchObject({ status: 'cancelled', error: null })
      while ((await store().get(third.id))?.status !== 'running')
        await new Promise((resolve) => setTimeout(resolve, 20))
    })

    it('end what is at work when the hub stops, soon and with a word about it', async () => {
      const { id } = await queue()
      const runner = run(forever)
      while ((await store().get(id))?.status !== 'running')
        await new Promise((resolve) => setTimeout(resolve, 20))
      await runner.stop()
      expect(await store().get(id)).toMatchObject({
        status: 'failed',
        error: expect.stringContaining('the hub was stopped') as string,
      })
    })

    it('fail what they find at work when nobody else can be at it', async () => {
      const { id } = await queue()
      await store().take('an instance that was killed')
      run(forever, { alone: true })
      expect(await ended(id)).toMatchObject({
        status: 'failed',
        error: expect.stringContaining('has ended') as string,
      })
    })

    it('tell refusals, and of defects nothing but that there is one', async () => {
      const { id } = await queue()
      run(() => Promise.reject(new JobFailure('there is too much of it')))
      expect(await ended(id)).toMatchObject({ status: 'failed', error: 'there is too much of it' })
      await runners[0]?.stop()
      const other = await queue()
      run(() => Promise.reject(new Error('password=hunter2')))
      expect(await ended(other.id)).toMatchObject({
        status: 'failed',
        error: 'the hub could not do this; its log says why',
      })
    })

    it('keep files in pieces, and none that gets too large or was not finished', async () => {
      const text = async function* (lines: number) {
        for (let line = 0; line < lines; line += 1) {
          yield `${String(Math.random())}${String(Math.random())}\n`.repeat(50)
          await Promise.resolve()
        }
      }
      const made = await queue()
      const work: JobWork = async (_input, { writeFile }) => {
        await writeFile('a.csv', text(1_000))
        return null
      }
      run(work, { maxFileBytes: 1_000_000_000 })
      const { file } = await ended(made.id)
      expect(file).toMatchObject({ name: 'a.csv' })
      let bytes = 0
      for (let seq = 0; ; seq += 1) {
        const piece = await store().chunk(made.id, seq)
        if (!piece) break
        bytes += piece.length
      }
      expect(bytes).toBe(file?.bytes)
      await runners[0]?.stop()
      const large = await queue()
      run(
        async (_input, { writeFile }) => {
          await writeFile('a.csv', text(100_000))
        },
        { maxFileBytes: 600_000 },
      )
      expect(await ended(large.id)).toMatchObject({
        status: 'failed',
        file: null,
        error: expect.stringContaining('larger than') as string,
      })
      expect(await store().chunk(large.id, 0)).toBeNull()
    })
  })
}
