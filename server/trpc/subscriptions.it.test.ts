import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'
import { appRouter } from './router'

/** Who may open each subscription, and what of it belongs to somebody. Every subscription stands here. */
const WHO: Readonly<Record<string, 'admin' | 'member'>> = {
  'dashboard.live': 'admin',
  'jobs.live': 'admin',
  'sessions.live': 'member',
}

const WRONG_KEY = `sk-cch-${'0'.repeat(12)}-${'a'.repeat(40)}`
let api: AdminApiServer
let own: { userId: string; key: string; readOnlyKey: string }
let otherUserId: string

beforeAll(async () => {
  api = await startAdminApi()
  await api.call('PATCH', '/settings', { adminRequestsPerMinute: 100_000 })
  const { id: userId } = await api.create('/users', { name: 'Ada' })
  otherUserId = (await api.create('/users', { name: 'Bob' })).id
  const key = await api.create('/keys', { userId, name: 'key' })
  const readOnly = await api.create('/keys', { userId, name: 'reader', scope: 'read-only' })
  own = { userId, key: String(key.key), readOnlyKey: String(readOnly.key) }
})
afterAll(() => api.close())

/** Open a subscription and leave it after its first event.
 * @returns the status that it stands for: tRPC answers what a procedure refuses with 200 and an event that says so */
async function open(path: string, credential: string | null, input: object = {}): Promise<number> {
  const leave = new AbortController()
  const query = new URLSearchParams({ input: JSON.stringify(input) })
  const response = await fetch(`${api.origin}/api/trpc/${path}?${query.toString()}`, {
    headers: {
      accept: 'text/event-stream',
      ...(credential !== null && { authorization: `Bearer ${credential}` }),
    },
    signal: leave.signal,
  })
  const reader = response.body?.getReader()
  let text = ''
  try {
    if (response.status !== 200) return response.status
    for (;;) {
      const { name, data } = firstEvent(text)
      if (name === 'serialized-error') return Number(/"httpStatus":(\d+)/.exec(data)?.[1])
      if (data !== '') return response.status
      const chunk = await reader?.read()
      if (!chunk || chunk.done) throw new Error(`nothing but ${text}`)
      text += Buffer.from(chunk.value).toString()
    }
  } finally {
    leave.abort()
  }
}

/** The first event that is not about the connection itself. */
function firstEvent(text: string): { name: string; data: string } {
  for (const event of text.split('\n\n').slice(0, -1)) {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(event)?.[1] ?? ''
    const name = field('event')
    if (name !== 'connected' && name !== 'ping') return { name, data: field('data') }
  }
  return { name: '', data: '' }
}

it('the table names every subscription', () => {
  // Declared as the nested tree of routers; tRPC flattens it when the router is made.
  const flat = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>
  const subscriptions = Object.keys(flat).filter((path) => flat[path]?._def.type === 'subscription')
  expect(subscriptions.sort()).toEqual(Object.keys(WHO).sort())
})

describe.each(Object.entries(WHO))('%s', (path, who) => {
  it('without a credential, and with a wrong one: 401', async () => {
    for (const credential of [null, WRONG_KEY, 'not-the-admin-token'])
      expect(await open(path, credential)).toBe(401)
  })

  it(`with a key: ${who === 'admin' ? '403' : 'opens, for reading is enough'}`, async () => {
    for (const key of [own.key, own.readOnlyKey])
      expect(await open(path, key)).toBe(who === 'admin' ? 403 : 200)
  })

  it('with the admin token: opens', async () => {
    expect(await open(path, api.harness.adminToken)).toBe(200)
  })
})

it('nobody follows the sessions of somebody else, nor learns whether there is such a user', async () => {
  expect(await open('sessions.live', own.key, { userId: own.userId })).toBe(200)
  expect(await open('sessions.live', own.key, { userId: otherUserId })).toBe(403)
  expect(await open('sessions.live', own.key, { userId: 'missing' })).toBe(403)
})
