import type { ProviderType } from '#server/domain/provider'
import type { KeyCreateInput } from '#server/trpc/schemas/key'
import type { LogView } from '#server/trpc/schemas/log'
import type { ProviderCreateInput } from '#server/trpc/schemas/provider'
import type { UserCreateInput } from '#server/trpc/schemas/user'
import { send } from './http-client'
import type { ClientAnswer, SendOptions } from './http-client'

export const ADMIN_TOKEN = 'admin-token-of-the-hub-under-test'
export const PROVIDER_CREDENTIAL = 'provider-credential-0123456789'

/** What a test does with a hub that listens somewhere, in this process or in another one. */
export interface HubClient {
  origin: string
  /** A key of a user without limits. */
  key: string
  keyId: string
  userId: string
  /** A REST call with the admin token; `path` begins below /api/actions. @throws Error unless it is answered 200 */
  api(method: string, path: string, body?: object): Promise<Record<string, unknown>>
  /** @returns the provider's id */
  addProvider(input: { type: ProviderType; baseUrl: string } & Partial<ProviderCreateInput>): Promise<string>
  addUser(input?: Partial<UserCreateInput>): Promise<string>
  addKey(input?: Partial<KeyCreateInput>): Promise<{ id: string; key: string }>
  /** A call of the data plane with the key as Bearer, JSON unless the headers say otherwise. */
  send(path: string, body?: string | Buffer | object, options?: SendOptions): Promise<ClientAnswer>
  /** Wait until every request is settled and written, and read the rows that no call returned before: oldest first, in no
   * order within a millisecond. */
  takeRows(): Promise<LogView[]>
  metric(name: string): Promise<number>
}

/** Names are unique over all hubs of a test file, since two of them may share a database. */
let made = 0

/** Make a user and a key at the hub that listens there. */
export async function connectHub(origin: string): Promise<HubClient> {
  const admin = { authorization: `Bearer ${ADMIN_TOKEN}` }
  const seen = new Set<string>()

  async function api(method: string, path: string, body?: object) {
    const headers = { ...admin, 'content-type': 'application/json' }
    const answer = await send(`${origin}/api/actions${path}`, {
      method,
      headers,
      body: body && JSON.stringify(body),
    })
    if (answer.status !== 200)
      throw new Error(`${method} ${path} was answered ${String(answer.status)}: ${answer.text}`)
    return answer.json()
  }

  async function create(path: string, input: object): Promise<Record<string, unknown> & { id: string }> {
    const created = await api('POST', path, { name: `test ${String(++made)}`, ...input })
    return { ...created, id: String(created.id) }
  }

  async function metric(name: string): Promise<number> {
    const { text } = await send(`${origin}/metrics`, { method: 'GET', headers: admin })
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
  }

  async function readRows(cursor: string | null): Promise<LogView[]> {
    // The REST description promises this shape, and the admin API's own tests hold it to that.
    const page = (await api(
      'GET',
      `/logs?limit=200${cursor === null ? '' : `&cursor=${cursor}`}`,
    )) as unknown as {
      items: LogView[]
      nextCursor: string | null
    }
    const fresh = page.items.filter(({ id }) => !seen.has(id))
    const older =
      fresh.length === page.items.length && page.nextCursor !== null ? await readRows(page.nextCursor) : []
    return [...older, ...fresh.reverse()]
  }

  const userId = (await create('/users', {})).id
  const addKey = async (input: Partial<KeyCreateInput> = {}) => {
    const { id, key } = await create('/keys', { userId, ...input })
    return { id, key: String(key) }
  }
  const own = await addKey()

  return {
    origin,
    key: own.key,
    keyId: own.id,
    userId,
    api,
    addProvider: async (input) => (await create('/providers', { apiKey: PROVIDER_CREDENTIAL, ...input })).id,
    addUser: async (input = {}) => (await create('/users', input)).id,
    addKey,
    send(path, body, options = {}) {
      const bytes = typeof body === 'object' && !Buffer.isBuffer(body) ? JSON.stringify(body) : body
      const headers = {
        authorization: `Bearer ${own.key}`,
        'content-type': 'application/json',
        ...options.headers,
      }
      return send(`${origin}${path}`, { ...options, headers, body: bytes })
    },
    async takeRows() {
      const deadline = Date.now() + 10_000
      while ((await metric('cch_requests_in_flight')) > 0 || (await metric('cch_log_rows_pending')) > 0) {
        if (Date.now() > deadline) throw new Error('Some requests were not settled in time')
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      const rows = await readRows(null)
      for (const { id } of rows) seen.add(id)
      return rows
    },
    metric,
  }
}
