import { describe, expect, it } from 'vitest'
import { createRequestLogWriter } from './request-log-writer'
import { logRow } from './store-fixtures'

describe('a request log whose database is away', () => {
  const openAway = (maxQueuedChars: number) => {
    const lines: string[] = []
    const keep = (...line: unknown[]) => lines.push(String(line[1]))
    const url = 'file:/nonexistent-folder/hub.db'
    const log = { info: keep, warn: keep, error: keep }
    return {
      lines,
      writer: createRequestLogWriter({ url, log, maxQueuedChars, closeTimeoutMs: 50, batchMs: 1 }),
    }
  }

  it('gives up the oldest rows beyond its bound, counts them and says so once', async () => {
    const { lines, writer } = openAway(100_000)
    for (let index = 0; index < 1_000; index++) writer.append(logRow())
    expect(writer.lost).toBeGreaterThan(0)
    expect(writer.pending + writer.lost).toBe(1_000)
    expect(writer.pending).toBeLessThan(100_000 / 400)
    await writer.close()
    expect(lines.filter((line) => line.startsWith('too many'))).toHaveLength(1)
    expect(lines).toContain('request rows were lost at shutdown')
  })

  it('ends in time all the same', async () => {
    const { writer } = openAway(1_000_000)
    writer.append(logRow())
    const before = Date.now()
    await writer.close()
    expect(Date.now() - before).toBeLessThan(2_000)
  })
})
