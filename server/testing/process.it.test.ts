import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HEAD, startFakeUpstream } from './fake-upstream'
import type { FakeUpstream } from './fake-upstream'
import { startProcess } from './start-process'
import type { HubProcess } from './start-process'

const ADMIN_TOKEN = 'admin-token-of-the-process-under-test'

const children: ChildProcess[] = []

function start(env: Record<string, string>): HubProcess {
  const hub = startProcess(env)
  children.push(hub.child)
  return hub
}

describe('the process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cch-process-'))
  let upstream: FakeUpstream
  beforeAll(async () => {
    upstream = await startFakeUpstream()
  })
  afterAll(async () => {
    // What a failed test left behind.
    for (const child of children) child.kill('SIGKILL')
    await upstream.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('makes its secrets on the first boot, shows the admin token once, and keeps its files to itself', async () => {
    const dataDir = join(folder, 'first')
    const first = start({ DATA_DIR: dataDir })
    const origin = await first.url
    const token = /(cch-admin-\S+)/.exec(first.output())?.[1] ?? ''
    const check = await fetch(`${origin}/api/actions/auth/check`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(check.status).toBe(200)
    expect(statSync(dataDir).mode & 0o777).toBe(0o700)
    expect(readdirSync(dataDir)).toEqual(expect.arrayContaining(['hub.db', 'master.key', 'admin.token']))
    for (const file of readdirSync(dataDir))
      expect([file, statSync(join(dataDir, file)).mode & 0o777]).toEqual([
        file,
        file === 'journal' ? 0o700 : 0o600,
      ])

    const second = start({ DATA_DIR: dataDir })
    expect(await second.exit).toBe(1)
    expect(second.output()).toContain('Another process is using this data directory')

    first.child.kill('SIGTERM')
    expect(await first.exit).toBe(0)
    const third = start({ DATA_DIR: dataDir })
    await third.url
    expect(third.output()).not.toContain(token)
    third.child.kill('SIGTERM')
    expect(await third.exit).toBe(0)
  }, 60_000)

  it('names every bad variable and does not start', async () => {
    const bad = start({ DATA_DIR: join(folder, 'bad'), PORT: 'http', LOG_LEVEL: 'loud', MASTER_KEY: 'short' })
    expect(await bad.exit).toBe(1)
    for (const name of ['PORT', 'LOG_LEVEL', 'MASTER_KEY']) expect(bad.output()).toContain(name)
  }, 30_000)

  it('makes providers of the vendors’ own variables on the first boot only', async () => {
    const key = { OPENAI_API_KEY: 'sk-vendor-canary-0123456789' }
    const database = { DATABASE_URL: `file:${join(folder, 'apart.db')}`, DATA_DIR: join(folder, 'vendors') }
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` }
    const hub = start({ ADMIN_TOKEN, ...database, ...key })
    const providers = `${await hub.url}/api/actions/providers`
    const body = await (await fetch(providers, { headers })).text()
    const { items } = JSON.parse(body) as { items: { id: string; type: string }[] }
    expect(items).toMatchObject([{ type: 'codex' }, { type: 'openai-compatible' }])
    expect(body + hub.output()).not.toContain('canary')
    const removed = await fetch(`${providers}/${items[0]?.id ?? ''}`, { method: 'DELETE', headers })
    expect(removed.status).toBe(200)
    hub.child.kill('SIGTERM')
    expect(await hub.exit).toBe(0)

    // Nothing in the data directory tells that the database is not new.
    const again = start({ ADMIN_TOKEN, ...database, ...key })
    const response = await fetch(`${await again.url}/api/actions/providers`, { headers })
    expect(await response.json()).toMatchObject({ items: [{ type: 'openai-compatible' }] })
    again.child.kill('SIGTERM')
    expect(await again.exit).toBe(0)
  }, 60_000)

  it('on SIGTERM finishes the stream under way, takes no new request, and loses no row', async () => {
    const dataDir = join(folder, 'drain')
    const hub = start({ DATA_DIR: dataDir, ADMIN_TOKEN })
    const origin = await hub.url
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' }
    const post = async (path: string, body: object) => {
      const response = await fetch(`${origin}/api/actions${path}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      })
      return (await response.json()) as { id: string; key: string }
    }
    await post('/providers', {
      name: 'fake',
      type: 'claude',
      baseUrl: upstream.origin,
      apiKey: 'upstream-key-0123',
    })
    const user = await post('/users', { name: 'drained' })
    const { key } = await post('/keys', { userId: user.id, name: 'drained' })
    const frame = 'event: ping\ndata: {"type":"ping"}\n\n'
    const last = 'event: message_stop\ndata: {"type":"message_stop"}\n\n'
    upstream.answer(() => ({
      headers: [['content-type', 'text/event-stream']],
      steps: [HEAD, frame, { pauseMs: 800 }, last],
    }))
    const ask = () =>
      fetch(`${origin}/v1/messages`, {
        method: 'POST',
        headers: { 'x-api-key': key, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'm', stream: true, messages: [] }),
      })
    const response = await ask()
    hub.child.kill('SIGTERM')
    await new Promise((resolve) => setTimeout(resolve, 200))
    await expect(ask()).rejects.toThrow()
    expect(await response.text()).toBe(frame + last)
    expect(await hub.exit).toBe(0)

    const again = start({ DATA_DIR: dataDir, ADMIN_TOKEN })
    const logs = await fetch(`${await again.url}/api/actions/logs`, { headers })
    expect(await logs.json()).toMatchObject({ items: [{ status: 200, interrupted: false }] })
    again.child.kill('SIGTERM')
    expect(await again.exit).toBe(0)
  }, 60_000)
})
