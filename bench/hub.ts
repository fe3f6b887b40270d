import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fillAccounts } from './fill-accounts'
import { untilAnswers } from './processes'

/** Who is measured: an address, a key, and the process that it costs. */
export interface Target {
  name: string
  port: number
  key: string
  process: ChildProcess
}

/** All of them are counted, and none is reached. */
const USD = 9_000_000
const LIMITS = {
  rpm: 1_000_000,
  usd5h: USD,
  usdDay: USD,
  usdWeek: USD,
  usdMonth: USD,
  usdTotal: USD,
  concurrentSessions: 1_000_000,
}

const ADMIN_TOKEN = 'bench-admin-token-0123456789'

/** The hub of this build with the mock upstream behind it, in three ways: as it is, behind a provider that fails, and as a
 * provider of another protocol. */
export async function startHub(options: {
  port: number
  upstream: string
  dataDir: string
}): Promise<{ plain: Target; failing: Target; translated: Target; loopDelayMs: () => Promise<number> }> {
  const { port, upstream, dataDir } = options
  const env = {
    PATH: process.env.PATH,
    PORT: String(port),
    DATA_DIR: dataDir,
    ADMIN_TOKEN,
    LOG_LEVEL: 'warn',
    // So that the model of the mock upstream is billed.
    SETTING_FALLBACK_PRICE_MODEL: 'claude-sonnet-4-5',
  }
  const child = spawn(process.execPath, ['--max-semi-space-size=16', 'server/start.mjs'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...env, NODE_ENV: 'production' },
  })
  await untilAnswers(port, '/readyz')
  const post = async (path: string, body: object): Promise<Record<string, string>> => {
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' }
    const response = await fetch(`http://127.0.0.1:${String(port)}/api/actions${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
    return (await response.json()) as Record<string, string>
  }
  const provider = { type: 'claude', apiKey: 'bench-upstream-key' }
  const groups = { plain: ['plain', 'failing'], failing: ['failing'] }
  await post('/providers', {
    ...provider,
    name: 'mock',
    baseUrl: upstream,
    priority: 1,
    groupTags: groups.plain,
  })
  const baseUrl = `${upstream}/failing`
  await post('/providers', { ...provider, name: 'failing', baseUrl, groupTags: groups.failing })
  await post('/providers', {
    ...provider,
    type: 'openai-compatible',
    name: 'chat',
    baseUrl: upstream,
    groupTags: ['translated'],
  })
  // The failing provider stays in service, so that every request meets it.
  await post('/error-rules', {
    name: 'bench',
    priority: 0,
    conditions: { statuses: ['500'] },
    retry: true,
    switchProvider: true,
    breaker: false,
  })
  await fillAccounts(dataDir, { users: 1_000, keys: 10_000 })
  const { id: userId = '' } = await post('/users', { name: 'bench', limits: LIMITS })
  const target = async (name: string, providerGroup: string): Promise<Target> => {
    const { key = '' } = await post('/keys', { userId, name, providerGroup, limits: LIMITS })
    return { name, port: port, key, process: child }
  }
  return {
    plain: await target('hub', 'plain'),
    failing: await target('hub, failing over', 'failing'),
    translated: await target('hub, translating', 'translated'),
    async loopDelayMs() {
      const headers = { authorization: `Bearer ${ADMIN_TOKEN}` }
      const metrics = await (await fetch(`http://127.0.0.1:${String(port)}/metrics`, { headers })).text()
      return Number(/^nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(metrics)?.[1]) * 1_000
    },
  }
}
