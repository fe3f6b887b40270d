import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPrice } from '#server/domain/find-price'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'
import { logRow, quietLog } from '#server/stores/store-fixtures'

let api: AdminApiServer
beforeAll(async () => {
  api = await startAdminApi()
  const { modelPrices } = api.harness.stores
  const prices = { rates: { input: '1250000', output: '10000000', cacheRead: '125000' }, tiers: {}, long: [] }
  const validFrom = new Date('2026-01-01')
  await modelPrices.add([
    { model: 'gpt-5', source: 'seed', validFrom, prices },
    { model: 'vendor/gpt-5-mini', source: 'seed', validFrom, prices },
  ])
  await api.harness.config.refresh()
})
afterAll(() => api.close())

const inForce = (model: string) =>
  findPrice(api.harness.config.current.prices, model)?.price.standard.short.input
const read = async (model: string) =>
  (await api.call('GET', `/prices/model?model=${encodeURIComponent(model)}`)).body
const itemsOf = ({ items }: Record<string, unknown>): unknown[] => (Array.isArray(items) ? items : [])
const override = (body: object) => api.call('POST', '/prices/override', body)
const entry = (input: number, more: object = {}) => ({
  mode: 'chat',
  input_cost_per_token: input,
  output_cost_per_token: 1e-5,
  cache_read_input_token_cost: 1.25e-7,
  ...more,
})
const sync = (table: object, digest?: string) =>
  api.call('POST', digest === undefined ? '/prices/sync/preview' : '/prices/sync/apply', {
    source: 'text',
    text: JSON.stringify(table),
    ...(digest !== undefined && { digest }),
  })

describe('prices', () => {
  it('are listed by model, in USD per million tokens, and found by a part of the name', async () => {
    const { body } = await api.call('GET', '/prices')
    expect(body.items).toMatchObject([{ model: 'gpt-5' }, { model: 'vendor/gpt-5-mini' }])
    expect(itemsOf(body)[0]).toMatchObject({
      source: 'seed',
      prices: { rates: { input: '1.25', output: '10', cacheRead: '0.125' } },
      billed: [
        {
          tier: '',
          rates: { cacheWrite5m: '1.25', reasoning: '10' },
          derived: ['cacheWrite5m', 'cacheWrite1h', 'reasoning'],
        },
      ],
    })
    expect((await api.call('GET', '/prices?search=MINI')).body.items).toHaveLength(1)
    expect((await api.call('GET', '/prices?source=manual')).body.items).toEqual([])
    const first = (await api.call('GET', '/prices?limit=1')).body
    expect(first.nextCursor).toBe('gpt-5')
    const second = (await api.call('GET', `/prices?limit=1&cursor=${String(first.nextCursor)}`)).body
    expect(second).toMatchObject({ items: [{ model: 'vendor/gpt-5-mini' }], nextCursor: null })
  })

  it('set by hand win at once, and end again', async () => {
    const answer = await override({
      model: 'gpt-5',
      prices: { rates: { input: 2, output: '20.5' }, tiers: { flex: { input: '1' } } },
    })
    expect(answer.body).toMatchObject({
      current: {
        source: 'manual',
        prices: { rates: { input: '2', output: '20.5' }, tiers: { flex: { input: '1' } } },
      },
      history: [{ source: 'manual' }, { source: 'seed' }],
    })
    expect(inForce('gpt-5')).toBe(2_000_000n)
    const ended = await api.call('POST', '/prices/override/end', { model: 'gpt-5' })
    expect(ended.body).toMatchObject({ current: { source: 'seed' }, history: [{ prices: null }, {}, {}] })
    expect(inForce('gpt-5')).toBe(1_250_000n)
    expect(await api.call('POST', '/prices/override/end', { model: 'gpt-5' })).toMatchObject({ status: 409 })
    expect(await api.call('POST', '/prices/override/end', { model: 'no such' })).toMatchObject({
      status: 404,
    })
    expect(await read('no such')).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('can be set for later, and taken back until then', async () => {
    const validFrom = new Date(Date.now() + 3_600_000).toISOString()
    const body = { model: 'new/model', prices: { rates: { input: '1', output: '1' } }, validFrom }
    expect((await override(body)).body).toMatchObject({ current: null, history: [{ validFrom }] })
    expect((await override(body)).body.message).toMatch(/^validFrom: is when another/)
    expect(inForce('new/model')).toBeUndefined()
    const [planned] = await api.harness.stores.modelPrices.history('new/model')
    const path = `/prices/planned/${String(planned?.id)}`
    expect((await api.call('DELETE', path)).status).toBe(200)
    expect((await api.call('DELETE', path)).status).toBe(404)
    expect((await override({ ...body, validFrom: '2026-01-01' })).body.message).toMatch(
      /^validFrom: must not be/,
    )
  })

  it.each([
    [{ input: '-1', output: '1' }, 'prices.rates.input: '],
    [{ input: '1' }, 'prices.rates.output: is required'],
    [{ input: '1e-3', output: '1' }, 'prices.rates.input: '],
    [{ input: '0.0000001', output: '1' }, 'prices.rates.input: '],
    [{ input: '1000001', output: '1' }, 'prices.rates.input: '],
  ])('that are none are refused: %o', async (rates, message) => {
    const answer = await override({ model: 'gpt-5', prices: { rates } })
    expect(answer.status).toBe(400)
    expect(answer.body.message).toContain(message)
  })
})

describe('an update from a table', () => {
  it('is looked at first, and then done exactly so', async () => {
    const table = {
      sample_spec: { mode: 'words' },
      'gpt-5': entry(2.5e-6, { input_cost_per_token_priority: 5e-6 }),
      'vendor/gpt-5-mini': entry(1.25e-6),
      'gpt-9': entry(1e-6),
      image: { mode: 'image_generation' },
      odd: entry(-1),
    }
    const preview = (await sync(table)).body
    expect(preview).toMatchObject({
      added: [{ model: 'gpt-9', prices: { rates: { input: '1' } } }],
      changed: [
        {
          model: 'gpt-5',
          overridden: false,
          changes: [
            { rate: 'input', tier: '', aboveTokens: 0, from: '1.25', to: '2.5', percent: 100 },
            { rate: 'input', tier: 'priority', from: null, to: '5', percent: null },
          ],
        },
      ],
      unchanged: 1,
      skipped: 1,
      malformed: [{ model: 'odd', problem: 'input_cost_per_token is no price' }],
    })
    expect(inForce('gpt-9')).toBeUndefined()

    const other = { ...table, 'gpt-9': entry(9e-6) }
    expect(await sync(other, String(preview.digest))).toMatchObject({ status: 409 })
    expect((await sync(table, String(preview.digest))).body).toEqual({ added: 1, changed: 1 })
    expect([inForce('gpt-9'), inForce('gpt-5')]).toEqual([1_000_000n, 2_500_000n])
    expect(await sync(table, String(preview.digest))).toMatchObject({ status: 409 })
    const again = (await sync(table)).body
    expect(again).toMatchObject({ added: [], changed: [], unchanged: 3 })
    expect(await read('gpt-5')).toMatchObject({ current: { source: 'litellm' } })
    // What the table does not have stays.
    expect((await sync({ 'gpt-9': entry(1e-6) })).body).toMatchObject({
      added: [],
      changed: [],
      unchanged: 1,
    })
  })

  it('says where a price set by hand stays in force over it', async () => {
    await sync({ 'gpt-9': entry(1e-6) }, String((await sync({ 'gpt-9': entry(1e-6) })).body.digest))
    await override({ model: 'gpt-9', prices: { rates: { input: '7', output: '7' } } })
    const { body } = await sync({ 'gpt-9': entry(4e-6) })
    expect(body.changed).toMatchObject([{ model: 'gpt-9', overridden: true }])
    await sync({ 'gpt-9': entry(4e-6) }, String(body.digest))
    expect(inForce('gpt-9')).toBe(7_000_000n)
  })

  it.each(['no JSON', '[]', '{}', '7'])('is refused where the text is no table: %s', async (text) => {
    const answer = await api.call('POST', '/prices/sync/preview', { source: 'text', text })
    expect(answer).toMatchObject({ status: 400 })
    expect(answer.body.message).toMatch(/^text: is no table/)
  })

  it('never asks an address of this machine or its network', async () => {
    for (const url of [
      'http://127.0.0.1:1/',
      'http://169.254.169.254/',
      'http://localhost:1/',
      'http://[::1]/',
    ]) {
      await api.harness.services.settings.update({ priceSyncUrl: url })
      const answer = await api.call('POST', '/prices/sync/preview', { source: 'url' })
      expect(answer).toMatchObject({ status: 400 })
      expect(answer.body.message).toBe('source: the address of the table is not a public one')
    }
  })
})

describe('models without a price', () => {
  it('are those that were served and are still unknown', async () => {
    const { createRequestLogWriter } = await import('#server/stores/request-log-writer')
    const writer = createRequestLogWriter({ url: api.harness.url, log: quietLog })
    const row = { costNanoUsd: null, startedAtMs: Date.now() }
    for (const servedModel of ['mystery', 'mystery', 'openai/gpt-5'])
      writer.append(logRow({ ...row, servedModel }))
    await writer.flush()
    await writer.close()
    const { body } = await api.call('GET', '/prices/unpriced')
    expect(body.items).toMatchObject([{ model: 'mystery', requests: 2 }])
  })
})
