import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRequestLogWriter } from '#server/stores/request-log-writer'
import { logRow } from '#server/stores/store-fixtures'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer, Answer } from '#server/testing/admin-api-server'
import { describeAdminApi, listProcedures } from './openapi'

/** What belongs to one of the two users of this test. */
interface Belongings {
  key: string
  userId: string
  keyId: string
  /** Keys to change. */
  rotatedId: string
  revokedId: string
  requestId: string
  sessionId: string
  messageId: string
}
type Input = Record<string, string>

interface Allowed {
  /** Inputs that name something of a user: each is answered for one's own and refused for somebody else's. */
  ids: (of: Belongings) => Input[]
  /** What else the input needs. */
  rest?: Input
  /** Refused whoever is named. */
  never?: Input[]
}

const idOf = (name: keyof Belongings) => (of: Belongings) => [{ id: of[name] }]

/** Every procedure that users may call. All others are for the admin alone, those that are still to be written included. */
const MEMBERS_MAY: Readonly<Record<string, Allowed>> = {
  'auth.check': { ids: () => [] },
  'leaderboard.get': { ids: () => [] },
  'users.get': { ids: idOf('userId') },
  'quota.ofUser': { ids: idOf('userId') },
  'quota.usageOfUser': { ids: idOf('userId') },
  'quota.ofKey': { ids: idOf('keyId') },
  'keys.list': { ids: ({ userId }) => [{ userId }] },
  'keys.get': { ids: idOf('keyId') },
  'keys.create': { ids: ({ userId }) => [{ userId }], rest: { name: 'another' } },
  'keys.rotate': { ids: idOf('rotatedId') },
  'keys.remove': { ids: idOf('revokedId') },
  'sessions.list': { ids: ({ userId }) => [{ userId }] },
  'sessions.history': { ids: ({ userId }) => [{ userId }] },
  'sessions.get': { ids: ({ sessionId }) => [{ id: sessionId }] },
  'sessions.requests': { ids: ({ sessionId }) => [{ id: sessionId }] },
  'sessions.terminate': { ids: ({ sessionId }) => [{ id: sessionId }] },
  'logs.list': { ids: ({ userId, keyId }) => [{ userId }, { keyId }], never: [{ providerId: 'provider' }] },
  'logs.get': { ids: idOf('requestId') },
  'notifications.inbox': { ids: () => [] },
  'notifications.unread': { ids: () => [] },
  'notifications.markRead': { ids: idOf('messageId') },
  'notifications.markAllRead': { ids: () => [] },
}

let api: AdminApiServer
let ada: Belongings
let bob: Belongings
let readOnlyKey = ''

beforeAll(async () => {
  api = await startAdminApi()
  // As many calls as there are cells in the table; and no call to the internet.
  await api.call('PATCH', '/settings', {
    adminRequestsPerMinute: 100_000,
    priceSyncUrl: 'http://127.0.0.1:9/prices.json',
  })
  ada = await createUser('Ada')
  bob = await createUser('Bob')
  const made = await api.create('/keys', { userId: ada.userId, name: 'reader', scope: 'read-only' })
  readOnlyKey = String(made.key)
})
afterAll(() => api.close())

async function createUser(name: string): Promise<Belongings> {
  const { id: userId } = await api.create('/users', { name, note: `a note about ${name}` })
  const [first, second, third] = await Promise.all(
    ['first', 'second', 'third'].map((key) => api.create('/keys', { userId, name: key })),
  )
  const message = await api.create('/notifications', { title: `For ${name}`, userIds: [userId] })
  const row = logRow({ userId, apiKeyId: first?.id ?? '', sessionId: `${String(first?.id)}:a session` })
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const writer = createRequestLogWriter({ url: api.harness.url, log: silent })
  writer.append(row)
  await writer.close()
  return {
    key: String(first?.key),
    userId,
    keyId: first?.id ?? '',
    rotatedId: second?.id ?? '',
    revokedId: third?.id ?? '',
    requestId: row.id,
    messageId: message.id,
    sessionId: String(row.sessionId),
  }
}

const procedures = listProcedures().map(({ path, meta }) => {
  if (!meta.openapi) throw new Error(`${path} has no REST form`)
  const { method, path: restPath } = meta.openapi
  return { path, method, restPath, example: meta.example ?? {} }
})
type Procedure = (typeof procedures)[number]

let calls = 0

/** A REST call; what the path does not take of the input goes into the query or the body. */
function call({ method, restPath }: Procedure, input: object, credential: string | null): Promise<Answer> {
  const rest = new Map(Object.entries(input))
  const path = restPath.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(rest.get(name) ?? 'some-id')
    rest.delete(name)
    return encodeURIComponent(value)
  })
  calls += 1
  const headers = {
    'content-type': 'application/json',
    // Wrong credentials are throttled by address.
    'x-forwarded-for': `10.0.${String(calls >> 8)}.${String(calls & 255)}`,
    ...(credential !== null && { authorization: `Bearer ${credential}` }),
  }
  if (method === 'POST' || method === 'PATCH')
    return api.send(`/api/actions${path}`, {
      method,
      headers,
      body: JSON.stringify(Object.fromEntries(rest)),
    })
  const query = new URLSearchParams([...rest].map(([name, value]) => [name, String(value)]))
  return api.send(`/api/actions${path}?${query.toString()}`, { method, headers })
}

/** It got past every check, whatever the procedure then made of the input. */
function expectAdmitted({ path }: Procedure, { status, body }: Answer): void {
  if (status === 200) return
  expect([400, 404, 409], JSON.stringify(body)).toContain(status)
  // Not a path that nobody serves: the procedure itself has answered.
  expect(body.data).toMatchObject({ path })
}

const WRONG_KEY = `sk-cch-${'0'.repeat(12)}-${'a'.repeat(40)}`

it('the table names procedures that exist', () => {
  expect(procedures.map(({ path }) => path)).toEqual(expect.arrayContaining(Object.keys(MEMBERS_MAY)))
})

it('the table says the same as the documentation', () => {
  const documented = listProcedures().filter(({ meta }) => meta.who === 'member')
  expect(documented.map(({ path }) => path).sort()).toEqual(Object.keys(MEMBERS_MAY).sort())
})

describe.each(procedures)('$path', (procedure) => {
  const { path, method, example } = procedure
  const allowed = MEMBERS_MAY[path]

  it('without a credential: 401, by the procedure itself', async () => {
    expect(await call(procedure, example, null)).toMatchObject({
      status: 401,
      body: { code: 'UNAUTHORIZED', data: { path } },
    })
  })

  it('with a wrong credential: 401', async () => {
    for (const wrong of [WRONG_KEY, 'not-the-admin-token'])
      expect((await call(procedure, example, wrong)).status).toBe(401)
  })

  if (!allowed) {
    it('with any key of a user: 403', async () => {
      for (const key of [ada.key, readOnlyKey, bob.key])
        for (const input of [example, { ...example, id: ada.userId }])
          expect(await call(procedure, input, key)).toMatchObject({
            status: 403,
            body: { code: 'FORBIDDEN' },
          })
    })

    it('with the admin token: done', async () => {
      expectAdmitted(procedure, await call(procedure, example, api.harness.adminToken))
    })
    return
  }

  const { ids, rest = {}, never = [] } = allowed
  /** Without anything to name it is asked once. */
  const inputsOf = (of: Belongings) => (ids(of).length > 0 ? ids(of) : [{}])

  it('has an entry in the table for each id that it takes', () => {
    const told = [...ids(ada), ...never].flatMap((input) => Object.keys(input))
    expect(idsOf(procedure).filter((name) => !told.includes(name))).toEqual([])
  })

  it(`with a read-only key of the owner: ${method === 'GET' ? '200' : '403'}`, async () => {
    for (const input of inputsOf(ada)) {
      const { status } = await call(procedure, { ...rest, ...input }, readOnlyKey)
      expect(status).toBe(method === 'GET' ? 200 : 403)
    }
  })

  it('with a key of another user: refused, and not told whether there is such a thing', async () => {
    for (const [at, input] of ids(bob).entries()) {
      const refused = await call(procedure, { ...rest, ...input }, ada.key)
      const missing = Object.fromEntries(Object.keys(ids(bob)[at] ?? {}).map((name) => [name, 'missing']))
      const nowhere = await call(procedure, { ...rest, ...missing }, ada.key)
      const sameButId = (answer: Answer) =>
        JSON.stringify(answer.body).replaceAll(Object.values(input)[0] ?? '', 'missing')
      expect(refused.status).toBe(nowhere.status)
      expect(sameButId(refused)).toBe(JSON.stringify(nowhere.body))
      if (refused.status === 200) expect(refused.body).toEqual({ items: [], nextCursor: null })
      else expect([403, 404]).toContain(refused.status)
    }
    for (const input of never)
      expect((await call(procedure, { ...rest, ...input }, ada.key)).status).toBe(403)
  })

  it('with a key of the owner: 200, and nothing of others', async () => {
    for (const input of inputsOf(ada)) {
      const { status, body } = await call(procedure, { ...rest, ...input }, ada.key)
      expect(status).toBe(200)
      const text = JSON.stringify(body)
      for (const foreign of Object.values(bob)) expect(text).not.toContain(foreign)
      expect(text).not.toContain('a note about')
    }
  })

  it('with the admin token: 200 for everybody', async () => {
    for (const input of inputsOf(bob))
      expect((await call(procedure, { ...rest, ...input }, api.harness.adminToken)).status).toBe(200)
  })
})

/** Names of the ids in the input of a procedure. */
function idsOf({ method, restPath }: Procedure): string[] {
  const { paths } = describeAdminApi({ version: '1', origin: 'https://hub.test' })
  // The generated document is typed loosely; its JSON is what callers get.
  const all = JSON.parse(JSON.stringify(paths)) as Record<string, Record<string, Operation>>
  const operation = all[restPath]?.[method.toLowerCase()]
  const body = operation?.requestBody?.content['application/json'].schema.properties ?? {}
  const names = [...(operation?.parameters ?? []).map(({ name }) => name), ...Object.keys(body)]
  return names.filter((name) => /^(?:id|.+Id)$/.test(name))
}

interface Operation {
  parameters?: { name: string }[]
  requestBody?: { content: { 'application/json': { schema: { properties?: object } } } }
}

describe('lists without a user named', () => {
  it.each(['/keys', '/logs'])('%s shows one’s own', async (path) => {
    const authorization = `Bearer ${ada.key}`
    const { body } = await api.send(`/api/actions${path}`, { headers: { authorization } })
    const items = body.items as { userId: string }[]
    expect(items.length).toBeGreaterThan(0)
    expect(items.every(({ userId }) => userId === ada.userId)).toBe(true)
  })
})

it('a request does not tell its user how it found its provider', async () => {
  const headers = { authorization: `Bearer ${ada.key}` }
  const { body } = await api.send(`/api/actions/logs/${ada.requestId}`, { headers })
  expect(body).toMatchObject({ userId: ada.userId, providerId: null, trace: null, upstreamRequestId: null })
})
