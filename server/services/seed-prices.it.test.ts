import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bill } from '#server/domain/bill'
import { createPriceBook, findPrice } from '#server/domain/find-price'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import type { Stores } from '#server/stores/interfaces'
import { openStores, quietLog } from '#server/stores/store-fixtures'
import { seedPrices } from './seed-prices'

const SHIPPED = fileURLToPath(new URL('../../prisma/seed/model-prices.json', import.meta.url))

describe('the prices that the hub ships', () => {
  let stores: Stores
  let drop: () => Promise<void>
  let folder: string

  beforeAll(async () => {
    const [sqlite] = databasesUnderTest(undefined)
    if (!sqlite) throw new Error('There is no SQLite to test on')
    ;({ stores, drop } = await openStores(sqlite))
    folder = await mkdtemp(join(tmpdir(), 'cch-seed-'))
  })
  afterAll(async () => {
    await drop()
    await rm(folder, { recursive: true })
  })
  const seed = (file: string) => seedPrices({ file, modelPrices: stores.modelPrices, log: quietLog })

  it('are written once', async () => {
    await seed(SHIPPED)
    const version = await stores.configVersion.current()
    await seed(SHIPPED)
    expect(await stores.configVersion.current()).toBe(version)
    const { versions } = await stores.modelPrices.inForce(new Date())
    expect(versions.length).toBeGreaterThan(400)
    expect(new Set(versions.map(({ source }) => source))).toEqual(new Set(['seed']))
  })

  it.each([
    ['claude-sonnet-4-5-20250929', 3 + 15 + 0.3 + 3.75 + 6],
    ['claude-opus-4-6', 5 + 25 + 0.5 + 6.25 + 10],
    ['claude-3-5-haiku-20241022', 0.8 + 4 + 0.08 + 1 + 1.6],
    ['claude-sonnet-5-5', 2 + 10 + 0.2 + 2.5 + 4],
    ['gpt-5', 1.25 + 10 + 0.125 + 1.25 + 1.25],
    ['gpt-5.6-terra', 2 + 12 + 0.2 + 2.5 + 2.5],
    ['models/gemini-2.5-flash', 0.3 + 2.5 + 0.03 + 0.3 + 0.3],
    ['grok-4', 3 + 15 + 0.75 + 3 + 3],
    ['glm-5.2', 1.4 + 4.4 + 0.26 + 1.4 + 1.4],
  ])('are those of the vendors: %s', async (model, usdPerMillion) => {
    const { versions } = await stores.modelPrices.inForce(new Date())
    const found = findPrice(createPriceBook({ rows: versions, fallbackModel: '' }), model)
    const usage = { input: 1_000, output: 1_000, cacheRead: 1_000, cacheWrite5m: 1_000, cacheWrite1h: 1_000 }
    const cost =
      found && bill({ ...usage, reasoning: 0 }, found.price, { costMultiplier: '1', serviceTier: null })
    expect(cost).toBe(BigInt(Math.round(usdPerMillion * 1e6)))
  })

  it('come into force when others are shipped, and the old ones stay', async () => {
    const file = join(folder, 'prices.json')
    const prices = { rates: { input: '1', output: '2' } }
    writeFileSync(
      file,
      JSON.stringify({ validFrom: '2026-10-01T00:00:00.000Z', models: { 'gpt-5': prices } }),
    )
    await seed(file)
    const history = await stores.modelPrices.history('gpt-5')
    expect(history.map((version) => version.prices?.rates.input)).toEqual(['1', '1250000'])
  })
})
