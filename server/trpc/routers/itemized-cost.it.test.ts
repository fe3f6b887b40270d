import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRequestLogWriter } from '#server/stores/request-log-writer'
import { logRow, quietLog } from '#server/stores/store-fixtures'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'

let api: AdminApiServer
let priceId: string
beforeAll(async () => {
  api = await startAdminApi()
  const { modelPrices } = api.harness.stores
  const rates = { input: '3000000', output: '15000000', cacheRead: '300000' }
  const prices = { rates, tiers: {}, long: [] }
  await modelPrices.add([{ model: 'claude-x', source: 'seed', validFrom: new Date('2026-01-01'), prices }])
  priceId = (await modelPrices.history('claude-x'))[0]?.id ?? ''
})
afterAll(() => api.close())

const usage = { input: 1000, cacheRead: 7000, cacheWrite5m: 0, cacheWrite1h: 0, output: 50, reasoning: 20 }

async function write(row: Partial<Parameters<typeof logRow>[0]>): Promise<string> {
  const writer = createRequestLogWriter({ url: api.harness.url, log: quietLog })
  const written = logRow({ usage, servedModel: 'claude-x', ...row })
  writer.append(written)
  await writer.flush()
  await writer.close()
  return written.id
}
const cost = async (id: string) => (await api.call('GET', `/logs/${id}/cost`)).body

it('a request says which price and which tokens made its cost', async () => {
  const id = await write({ priceId, costMultiplier: '2', costNanoUsd: 12_000_000n })
  expect(await cost(id)).toEqual({
    requestId: id,
    details: {
      price: { id: priceId, model: 'claude-x', source: 'seed', validFrom: '2026-01-01T00:00:00.000Z' },
      lines: [
        { bucket: 'input', tokens: 1000, usdPerMillion: '3', usd: '0.003' },
        { bucket: 'cacheRead', tokens: 7000, usdPerMillion: '0.3', usd: '0.0021' },
        { bucket: 'output', tokens: 30, usdPerMillion: '15', usd: '0.00045' },
        { bucket: 'reasoning', tokens: 20, usdPerMillion: '15', usd: '0.0003' },
      ],
      tier: null,
      aboveTokens: null,
      costMultiplier: '2',
      costUsd: '0.0117',
      otherUsd: '0.0003',
    },
  })
})

it('one without a price has no bill, and one that is not there is not found', async () => {
  const id = await write({ costNanoUsd: null, priceId: null, costMultiplier: null })
  expect(await cost(id)).toEqual({ requestId: id, details: null })
  const gone = await api.call('GET', '/logs/019f0000-0000-7000-8000-000000000000/cost')
  expect(gone.status).toBe(404)
})
