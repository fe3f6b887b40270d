import { expect, it } from 'vitest'
import { keepFor } from './keep-for'

/** Counts what is read; each read answers when it is told to. */
function createSource(ms: number, lateMs?: number) {
  const reads: { answer: (text: string) => void; fail: () => void }[] = []
  let now = 0
  const ask = keepFor(
    ms,
    () => now,
    () =>
      new Promise<string>((resolve, reject) => {
        reads.push({
          answer: resolve,
          fail: () => {
            reject(new Error('gone'))
          },
        })
      }),
    lateMs,
  )
  return {
    ask: (tooOldMs?: number) => ask('', tooOldMs),
    reads,
    wait: (forMs: number) => {
      now += forMs
    },
  }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

it('gives everybody the same answer, and reads again when it is old', async () => {
  const source = createSource(100)
  const both = [source.ask(), source.ask()]
  source.reads[0]?.answer('first')
  expect(await Promise.all(both)).toEqual(['first', 'first'])
  source.wait(100)
  const next = source.ask()
  source.reads[1]?.answer('second')
  expect(await next).toBe('second')
  expect(source.reads).toHaveLength(2)
})

it('keeps no failure', async () => {
  const source = createSource(100)
  const failed = source.ask()
  source.reads[0]?.fail()
  await expect(failed).rejects.toThrow('gone')
  const next = source.ask()
  source.reads[1]?.answer('second')
  expect(await next).toBe('second')
})

it('lets nobody wait for what may be late, until it is too late', async () => {
  const source = createSource(100, 1_000)
  const first = source.ask()
  source.reads[0]?.answer('first')
  await first
  source.wait(500)
  expect(await Promise.all([source.ask(), source.ask()])).toEqual(['first', 'first'])
  expect(source.reads).toHaveLength(2)
  source.reads[1]?.fail()
  await settle()
  expect(await source.ask()).toBe('first')
  source.reads[2]?.answer('third')
  await settle()
  expect(await source.ask()).toBe('third')
  source.wait(1_000)
  const late = source.ask()
  source.reads[3]?.answer('fourth')
  expect(await late).toBe('fourth')
})

it('reads for whoever finds the answer too old, and for nobody else', async () => {
  const source = createSource(100, 1_000)
  const first = source.ask()
  source.reads[0]?.answer('first')
  await first
  source.wait(50)
  expect(await source.ask()).toBe('first')
  expect(await source.ask(51)).toBe('first')
  const fresh = source.ask(50)
  source.reads[1]?.answer('second')
  expect(await fresh).toBe('second')
  expect(await source.ask()).toBe('second')
  expect(source.reads).toHaveLength(2)
})
