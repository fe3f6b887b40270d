import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createClient as generateClient } from '@hey-api/openapi-ts'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { startProcess } from '#server/testing/start-process'
import type { HubProcess } from '#server/testing/start-process'
import { readyAnswer, upstreamAnswer } from '#server/testing/upstream-answers'

const ADMIN_TOKEN = 'admin-token-for-generated-clients'
const MODEL = 'claude-sonnet-4-5'

interface Result {
  data?: Record<string, unknown> & { id: string; items: Record<string, unknown>[] }
  error?: unknown
  response: Response
}
/** What is called of the generated client. */
type Operation = (options?: {
  path?: object
  query?: object
  body?: object
  headers?: object
}) => Promise<Result>
interface GeneratedClient {
  client: { setConfig: (config: { baseUrl: string; auth: () => string }) => void }
  hub: Record<string, Operation>
}

const folder = mkdtempSync(join(tmpdir(), 'cch-client-'))
let upstream: FakeUpstream
let running: HubProcess
let origin: string
let hub: (name: string, options?: Parameters<Operation>[0]) => Promise<NonNullable<Result['data']>>
let call: (name: string, options?: Parameters<Operation>[0]) => Promise<Result>

beforeAll(async () => {
  upstream = await startFakeUpstream()
  running = startProcess({ DATA_DIR: join(folder, 'data'), ADMIN_TOKEN })
  origin = await running.url
  const generated = await generate(`${origin}/api/actions/openapi.json`)
  generated.client.setConfig({ baseUrl: `${origin}/api/actions`, auth: () => ADMIN_TOKEN })
  call = (name, options) => {
    const operation = generated.hub[name]
    if (!operation) throw new Error(`The generated client has no ${name}`)
    return operation(options)
  }
  hub = async (name, options) => {
    const { data, error } = await call(name, options)
    if (!data) throw new Error(`${name} was refused: ${JSON.stringify(error)}`)
    return data
  }
}, 60_000)
afterAll(async () => {
  running.child.kill('SIGTERM')
  await running.exit
  await upstream.close()
  rmSync(folder, { recursive: true, force: true })
})

/** As whoever automates the hub would, from the document alone. */
async function generate(document: string): Promise<GeneratedClient> {
  const source = join(folder, 'client')
  await generateClient({
    input: document,
    output: source,
    logs: { level: 'silent' },
    plugins: ['@hey-api/client-fetch', '@hey-api/sdk', '@hey-api/typescript'],
  })
  const outfile = join(folder, 'client.mjs')
  await build({
    stdin: {
      contents: `export * as hub from './sdk.gen'; export { client } from './client.gen'`,
      resolveDir: source,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
  })
  // The generator has just made it.
  return (await import(pathToFileURL(outfile).href)) as GeneratedClient
}

it('sets the hub up, sends a request, and reads what became of it', async () => {
  const provider = await hub('providersCreate', {
    body: { name: 'Anthropic', type: 'claude', baseUrl: upstream.origin, apiKey: 'sk-upstream-0123456789' },
  })
  const user = await hub('usersCreate', { body: { name: 'Robot', limits: { usdDay: 5, rpm: 100 } } })
  const made = await hub('keysCreate', {
    body: { userId: user.id, name: 'ci', limits: { usdDay: 2 } },
    headers: { 'Idempotency-Key': 'robot-ci' },
  })
  const rule = await hub('errorRulesCreate', {
    body: {
      ...{ name: 'Busy', conditions: { statuses: ['529'] } },
      ...{ retry: true, switchProvider: true, breaker: false },
    },
  })
  const prices = { rates: { input: '3', output: '15' } }
  await hub('pricesOverride', { body: { model: MODEL, prices } })
  await hub('usersUpdate', { path: { id: user.id }, body: { limits: { usdDay: 4 } } })
  await hub('settingsUpdate', { body: { maxAttempts: 2 } })

  upstream.answer(upstreamAnswer(readyAnswer('claude', 'text', 'whole')))
  const answer = await fetch(`${origin}/v1/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${String(made.key)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: MODEL, max_tokens: 100, messages: [{ role: 'user', content: 'Hello' }] }),
  })
  expect(answer.status, await answer.text()).toBe(200)

  const [row] = await untilSome(async () => (await hub('logsList', { query: { keyId: made.id } })).items)
  expect(row).toMatchObject({ status: 200, requestedModel: MODEL, userId: user.id, providerId: provider.id })
  expect(Number(row?.costUsd)).toBeGreaterThan(0)
  expect(await hub('logsGet', { path: { id: row?.id } })).toMatchObject({ costUsd: row?.costUsd })
  expect(await hub('statisticsGet', { query: { by: 'key' } })).toMatchObject({
    subjects: [{ id: made.id, totals: { requests: 1, costUsd: row?.costUsd } }],
  })
  expect(await hub('leaderboardGet', { query: { period: 'all' } })).toMatchObject({
    entries: [{ place: 1, name: 'Robot', requests: 1 }],
  })
  expect(await hub('pricesGet', { query: { model: MODEL } })).toMatchObject({ model: MODEL })
  expect(await hub('errorRulesGet', { path: { id: rule.id } })).toMatchObject({ name: 'Busy' })

  const { items } = await hub('auditList')
  const actions = items.map(({ action }) => action)
  for (const action of ['providers', 'users', 'keys', 'errorRules'])
    expect(actions).toContain(`${action}.create`)
  expect(actions).toEqual(expect.arrayContaining(['prices.override', 'users.update', 'settings.update']))
  expect(JSON.stringify(items)).not.toMatch(/sk-upstream|sk-cch-[A-Za-z0-9]{12}-/)
  expect(await hub('auditVerify')).toMatchObject({ fault: null })
})

it('gets errors in the documented shape', async () => {
  const { data, error, response } = await call('usersCreate', { body: { name: '' } })
  expect(data).toBeUndefined()
  expect(response.status).toBe(400)
  expect(error).toMatchObject({
    code: 'BAD_REQUEST',
    message: 'name: must not be empty',
    data: { issues: [{ path: 'name', message: 'must not be empty' }] },
  })
})

/** Rows are written in batches, a moment after their answers. */
async function untilSome<T>(read: () => Promise<T[]>): Promise<T[]> {
  for (let tries = 0; tries < 100; tries++) {
    const found = await read()
    if (found.length > 0) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('Nothing came')
}
