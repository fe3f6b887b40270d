import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConsoleBuildLoader } from './console-build'

let directory = ''
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cch-build-'))
})
afterAll(() => rm(directory, { recursive: true }))

async function compile(name: string, mode: string, atSeconds: number): Promise<string> {
  const path = join(directory, name)
  await writeFile(path, `export const mode = ${JSON.stringify(mode)}\n`)
  await utimes(path, atSeconds, atSeconds)
  return path
}

describe('the console build', () => {
  it('is imported again in development when it has changed, and only then', async () => {
    const buildPath = await compile('development.mjs', 'first', 1_000)
    const load = createConsoleBuildLoader({ buildPath, mode: 'development' })
    const first = await load()
    expect(first.mode).toBe('first')
    expect(await load()).toBe(first)
    await compile('development.mjs', 'second', 2_000)
    expect((await load()).mode).toBe('second')
  })

  it('stays as it is in production', async () => {
    const buildPath = await compile('production.mjs', 'first', 1_000)
    const load = createConsoleBuildLoader({ buildPath, mode: 'production' })
    await load()
    await compile('production.mjs', 'second', 2_000)
    expect((await load()).mode).toBe('first')
  })

  it('is missed when it was never made', async () => {
    const load = createConsoleBuildLoader({ buildPath: join(directory, 'none.mjs'), mode: 'production' })
    await expect(load()).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
