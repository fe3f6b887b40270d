import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSpendJournal } from './spend-journal'
import { quietLog } from './store-fixtures'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'cch-journal-'))
})
afterEach(() => {
  rmSync(directory, { recursive: true })
})

const idOf = (n: number): string => `0199aaaa-0000-7000-8000-${String(n).padStart(12, '0')}`
const rowOf = (n: number, word = 'intended'): string => JSON.stringify([idOf(n), word, 'é ]\n'])
const open = (segmentBytes?: number) =>
  openSpendJournal({ directory, log: quietLog, ...(segmentBytes !== undefined && { segmentBytes }) })
const files = () => readdirSync(directory).sort()

describe('what a process leaves behind', () => {
  it('is a row for each intent: that of its outcome if there is one', async () => {
    const first = open()
    for (const n of [1, 2, 3]) first.intend(idOf(n), rowOf(n))
    first.settle(idOf(2), rowOf(2, 'settled'))
    await new Promise((resolve) => setImmediate(resolve))
    // No close: the process is gone.
    expect(open().abandoned).toEqual([
      { requestId: idOf(1), row: rowOf(1) },
      { requestId: idOf(2), row: rowOf(2, 'settled') },
      { requestId: idOf(3), row: rowOf(3) },
    ])
  })

  it('does not hold what the database has', async () => {
    const first = open()
    for (const n of [1, 2]) first.intend(idOf(n), rowOf(n))
    first.forget([idOf(1), idOf(2)])
    await first.close()
    expect(files()).toEqual([])
    expect(open().abandoned).toEqual([])
  })

  it('is handed on until it is forgotten, however often the hub is started', () => {
    open().intend(idOf(1), rowOf(1))
    const again = open()
    expect(again.abandoned).toHaveLength(1)
    const third = open()
    expect(third.abandoned).toHaveLength(1)
    third.forget([idOf(1)])
    expect(third.abandoned).toEqual([])
    expect(open().abandoned).toEqual([])
  })

  it('loses nothing to a torn line', () => {
    open().intend(idOf(1), rowOf(1))
    const [name = ''] = files()
    appendFileSync(path.join(directory, name), `o ${idOf(1)} ["${idOf(1)}","sett`)
    expect(open().abandoned).toEqual([{ requestId: idOf(1), row: rowOf(1) }])
    appendFileSync(path.join(directory, name), `\no ${idOf(1)} ["a"]]\n`)
    expect(open().abandoned).toEqual([{ requestId: idOf(1), row: rowOf(1) }])
  })

  it('is for nobody else to read', () => {
    open().intend(idOf(1), rowOf(1))
    for (const name of files()) expect(statSync(path.join(directory, name)).mode & 0o777).toBe(0o600)
    expect(statSync(directory).mode & 0o077).toBe(0)
  })
})

describe('files', () => {
  it('go when all of their intents are in the database, the oldest first', () => {
    const journal = open(200)
    for (let n = 0; n < 12; n++) journal.intend(idOf(n), rowOf(n))
    const count = files().length
    expect(count).toBeGreaterThan(3)
    // The newest are done, but an outcome of an older intent may stand among them.
    journal.forget([5, 6, 7, 8, 9, 10, 11].map(idOf))
    expect(files()).toHaveLength(count)
    journal.forget([0, 1, 2, 3, 4].map(idOf))
    expect(files()).toHaveLength(1)
  })

  it('stay together when the outcome stands in a later one', () => {
    const journal = open(200)
    journal.intend(idOf(0), rowOf(0))
    for (let n = 1; n < 8; n++) journal.intend(idOf(n), rowOf(n))
    journal.settle(idOf(0), rowOf(0, 'settled'))
    journal.intend(idOf(8), rowOf(8))
    journal.forget([1, 2, 3, 4, 5, 6, 7, 8].map(idOf))
    // Those that the database has are handed on as well, and it takes them only once.
    expect(open().abandoned).toContainEqual({ requestId: idOf(0), row: rowOf(0, 'settled') })
  })
})

it('an intent is with the kernel when the call returns, so that a kill does not take it along', async () => {
  const script = `
    import { openSpendJournal } from './server/stores/spend-journal'
    const log = { info() {}, error() {} }
    const journal = openSpendJournal({ directory: process.argv[1] ?? '', log })
    let n = 0
    const more = () => {
      const id = '0199aaaa-0000-7000-8000-' + String(n++).padStart(12, '0')
      journal.intend(id, JSON.stringify([id]))
      process.stdout.write(id + '\\n')
      setImmediate(more)
    }
    more()`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    if (said.length > 20_000) child.kill('SIGKILL')
  })
  await new Promise((resolve) => child.once('close', resolve))
  const promised = said.split('\n').slice(0, -1)
  expect(promised.length).toBeGreaterThan(100)
  const kept = new Set(open().abandoned.map(({ requestId }) => requestId))
  expect(promised.filter((id) => !kept.has(id))).toEqual([])
})
