import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProviderType } from '#server/domain/provider'
import type { ProviderCreateInput } from '#server/trpc/schemas/provider'
import { CUT } from '../fake-upstream'
import { startHub } from '../hub-harness'
import type { HubHarness } from '../hub-harness'
import { withContent } from '../upstream-faults'
import { addNamedProvider, servedBy } from './named-provider'
import type { NamedProvider } from './named-provider'
import { sleep } from './start-load'

/** Conversations stay with their provider, through a whole hub: every way in which clients name one. */

type Request = [path: string, body: object, headers?: Record<string, string>]
interface Client {
  name: string
  type: ProviderType
  /** The first turn differs every time, so that nothing but the name tells the conversation. */
  request: (session: string, turn: string) => Request
}

const HASH = 'a'.repeat(64)
const claude = (turn: string, fields: object = {}): object => ({
  model: 'claude-test',
  max_tokens: 9,
  messages: [{ role: 'user', content: turn }],
  ...fields,
})
const claudeCode =
  (userId: (session: string) => string) =>
  (session: string, turn: string): Request => [
    '/v1/messages',
    claude(turn, { stream: true, metadata: { user_id: userId(session) } }),
  ]
const codex =
  (header: string) =>
  (session: string, turn: string): Request => [
    '/v1/responses',
    { model: 'gpt-test', stream: true, input: turn },
    { [header]: session },
  ]

const CLIENTS: readonly Client[] = [
  {
    name: 'Claude Code, metadata as JSON',
    type: 'claude',
    request: claudeCode((session) =>
      JSON.stringify({ device_id: HASH, account_uuid: '', session_id: session }),
    ),
  },
  {
    name: 'Claude Code, metadata as text',
    type: 'claude',
    request: claudeCode((session) => `user_${HASH}_account__session_${session}`),
  },
  {
    name: 'Claude Code, header',
    type: 'claude',
    request: (session, turn) => ['/v1/messages', claude(turn), { 'x-claude-code-session-id': session }],
  },
  { name: 'Codex, session-id', type: 'codex', request: codex('session-id') },
  { name: 'Codex, session_id', type: 'codex', request: codex('session_id') },
  { name: 'Codex, conversation_id', type: 'codex', request: codex('conversation_id') },
  {
    name: 'Codex, prompt_cache_key',
    type: 'codex',
    request: (session, turn) => [
      '/v1/responses',
      { model: 'gpt-test', input: turn, prompt_cache_key: session },
    ],
  },
  {
    name: 'Gemini CLI',
    type: 'gemini-cli',
    request: (session, turn) => [
      '/v1internal:streamGenerateContent?alt=sse',
      {
        model: 'gemini-test',
        request: { contents: [{ role: 'user', parts: [{ text: turn }] }], session_id: session },
      },
    ],
  },
  {
    name: 'any client, x-session-id',
    type: 'openai-compatible',
    request: (session, turn) => [
      '/v1/chat/completions',
      { model: 'gpt-test', messages: [{ role: 'user', content: turn }] },
      { 'x-session-id': session },
    ],
  },
]

let hub: HubHarness
const providers: NamedProvider[] = []
beforeAll(async () => {
  hub = await startHub()
})
afterAll(async () => {
  await Promise.all([hub.close(), ...providers.map((provider) => provider.close())])
})

/** Providers that only the key beside them can see. */
async function addGroup(
  at: HubHarness,
  inputs: readonly ({ type: ProviderType } & Partial<ProviderCreateInput>)[],
) {
  const group = randomUUID()
  const added: NamedProvider[] = []
  for (const input of inputs) added.push(await addNamedProvider(at, { ...input, groupTags: [group] }))
  providers.push(...added)
  const { key } = await at.addKey({ providerGroup: group })
  const ask = async ([path, body, headers]: Request): Promise<string> => {
    const answer = await at.send(path, body, { headers: { ...headers, authorization: `Bearer ${key}` } })
    expect(answer).toMatchObject({ status: 200, complete: true })
    return servedBy(answer)
  }
  return { added, ask }
}

type Ask = (request: Request) => Promise<string>

/** Who serves so many requests of a session, one after the other. */
async function follow(ask: Ask, client: Client, session: string, requests: number): Promise<string[]> {
  const served: string[] = []
  for (let i = 0; i < requests; i++) served.push(await ask(client.request(session, randomUUID())))
  return [...new Set(served)]
}

const bySession: Client = {
  name: '',
  type: 'claude',
  request: (session, turn) => ['/v1/messages', claude(turn), { 'x-session-id': session }],
}
const unnamed = (): Request => ['/v1/messages', claude(randomUUID())]

describe('over four equal providers', () => {
  it.each(CLIENTS)('$name: 20 requests of a session go to one provider', async (client) => {
    const { type } = client
    const { added, ask } = await addGroup(hub, [{ type }, { type }, { type }, { type }])
    const sessions = Array.from({ length: 12 }, () => randomUUID())
    const followAll = () => Promise.all(sessions.map((session) => follow(ask, client, session, 10)))
    const served = await followAll()
    for (const by of served) expect(by).toHaveLength(1)
    expect(new Set(served.flat()).size).toBeGreaterThan(1)

    // By weight alone nearly all of them would now go to the first.
    for (const [i, { id }] of added.entries())
      await hub.api('PATCH', `/providers/${id}`, { weight: i === 0 ? 100 : 1 })
    expect(await followAll()).toEqual(served)
  })

  it('when its provider breaks a session moves once, and stays where it is when that is well again', async () => {
    const circuit = { failureThreshold: 3, openMs: 1_000, successThreshold: 1 }
    const type = 'claude'
    const { added, ask } = await addGroup(
      hub,
      Array.from({ length: 4 }, () => ({ type, circuit }) as const),
    )
    const sessions = Array.from({ length: 12 }, () => randomUUID())
    const before = new Map<string, string>()
    for (const session of sessions) before.set(session, String(await follow(ask, bySession, session, 2)))
    const broken = added.find(({ id }) => id === before.get(sessions[0] ?? ''))
    const lost = sessions.filter((session) => before.get(session) === broken?.id)

    broken?.breakDown()
    const during = new Map<string, string[]>()
    for (const session of sessions) during.set(session, await follow(ask, bySession, session, 10))
    for (const session of sessions) {
      const [now, ...more] = during.get(session) ?? []
      expect(more).toEqual([])
      if (lost.includes(session)) expect(now).not.toBe(broken?.id)
      else expect(now).toBe(before.get(session))
    }

    broken?.mend()
    await sleep(circuit.openMs)
    const served = new Set<string>()
    const seesItWell = async () => served.add(await ask(unnamed())).has(String(broken?.id))
    await expect.poll(seesItWell, { interval: 10 }).toBe(true)
    for (const session of sessions)
      expect(await follow(ask, bySession, session, 5)).toEqual(during.get(session))
  })
})

it('a session whose answer broke off goes on with another provider, and stays there', async () => {
  const { added, ask } = await addGroup(hub, [{ type: 'claude' }, { type: 'claude' }, { type: 'claude' }])
  for (let i = 0; i < 5; i++) {
    const session = randomUUID()
    const [home] = await follow(ask, bySession, session, 2)
    const broken = added.find(({ id }) => id === home)
    broken?.answer({
      headers: [['content-type', 'text/event-stream']],
      steps: [withContent('claude'), CUT],
    })
    await ask(['/v1/messages', claude(randomUUID(), { stream: true }), { 'x-session-id': session }])
    // One of those opens no circuit.
    broken?.mend()
    const [next, ...more] = await follow(ask, bySession, session, 5)
    expect(next).not.toBe(home)
    expect(more).toEqual([])
  }
})

it('a side request that the session’s provider does not serve goes elsewhere, and the session stays', async () => {
  const { added, ask } = await addGroup(hub, [
    { type: 'claude', priority: 1, allowedModels: ['claude-opus*'] },
    { type: 'claude', priority: 0, enabled: false },
  ])
  const [home, preferred] = added.map(({ id }) => id)
  const headers = { 'x-session-id': randomUUID() }
  const main = (): Request => ['/v1/messages', claude(randomUUID(), { model: 'claude-opus-4' }), headers]
  const side = (): Request => ['/v1/messages', claude(randomUUID(), { model: 'claude-haiku-4' }), headers]
  expect(await ask(main())).toBe(home)
  await hub.api('PATCH', `/providers/${String(preferred)}`, { enabled: true })
  // Whoever comes anew goes to the preferred one; this conversation has its cache where it is.
  expect(await follow(ask, bySession, randomUUID(), 1)).toEqual([preferred])
  for (let i = 0; i < 5; i++) {
    expect(await ask(side())).toBe(preferred)
    expect(await ask(main())).toBe(home)
  }
  await Promise.all([side(), side(), side()].map(ask))
  expect(await ask(main())).toBe(home)
})

it('goes back to the preferred tier when that is well and the session was idle for long enough', async () => {
  const failBackIdleMs = 1_000
  const other = await startHub({ SETTING_FAIL_BACK_IDLE_MS: String(failBackIdleMs) })
  try {
    const circuit = { failureThreshold: 1, openMs: 1_000, successThreshold: 1 }
    const { added, ask } = await addGroup(other, [
      { type: 'claude', priority: 0, circuit },
      { type: 'claude', priority: 1 },
    ])
    const [preferred, second] = added
    const session = randomUUID()
    const next = (requests: number) => follow(ask, bySession, session, requests)
    expect(await next(3)).toEqual([preferred?.id])
    preferred?.breakDown()
    expect(await next(3)).toEqual([second?.id])
    preferred?.mend()

    // Busy until somebody else has found out that the preferred one is back, and for a while after it.
    const isBack = async () => {
      expect(await next(1)).toEqual([second?.id])
      return (await ask(unnamed())) === preferred?.id
    }
    await expect.poll(isBack, { timeout: 5_000, interval: 100 }).toBe(true)
    expect(await next(20)).toEqual([second?.id])
    await sleep(failBackIdleMs + 100)
    expect(await next(20)).toEqual([preferred?.id])
  } finally {
    await other.close()
  }
})
