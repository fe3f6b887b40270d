import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Dialect } from '#server/domain/dialect'
import { startFakeUpstream, STALL } from '#server/testing/fake-upstream'
import type { FakeUpstream, UpstreamStep } from '#server/testing/fake-upstream'
import { TEST_MODELS, TYPE_OF } from '#server/testing/gateway-calls'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import { readyAnswer } from '#server/testing/upstream-answers'
import type { SessionDetailView, SessionListView } from '#server/trpc/schemas/session'

let upstream: FakeUpstream
let hub: HubHarness
beforeAll(async () => {
  upstream = await startFakeUpstream()
  hub = await startHub({ SETTING_STREAM_PREVIEW: 'true', SETTING_ADMIN_REQUESTS_PER_MINUTE: '100000' })
  for (const type of Object.values(TYPE_OF)) await hub.addProvider({ type, baseUrl: upstream.origin })
})
afterEach(() => {
  upstream.forget()
})
afterAll(async () => {
  await hub.close()
  await upstream.close()
})

/** A stream that begins, says the same again and again, and never ends. */
function endless(dialect: Dialect): { headers: [string, string][]; steps: UpstreamStep[] } {
  const ready = readyAnswer(dialect, 'text', 'stream')
  const frames = ready.bytes.toString().split(/(?<=\r?\n\r?\n)/)
  const at = frames.findIndex((frame) => frame.includes('Grüße'))
  const content = frames[at] ?? ''
  const more = Array.from({ length: 200 }, () => [{ pauseMs: 30 }, content]).flat()
  return {
    headers: [['content-type', ready.contentType]],
    steps: [frames.slice(0, at + 1).join(''), ...more, STALL],
  }
}

/** One turn of a conversation by the official client of a dialect. @returns the error that it raises */
type Ask = (key: string, session: string) => Promise<unknown>
const messages = [{ role: 'user' as const, content: 'Tell me everything.' }]
const failureOf = async (work: () => Promise<unknown>): Promise<unknown> => {
  try {
    return await work()
  } catch (error) {
    return error
  }
}
async function drain(stream: AsyncIterable<unknown>): Promise<unknown> {
  let last: unknown
  for await (const item of stream) last = item
  return last
}

const ASKS: Record<Dialect, Ask> = {
  claude: (apiKey, session) =>
    failureOf(() =>
      new Anthropic({ apiKey, baseURL: hub.origin, defaultHeaders: { 'x-session-id': session } }).messages
        .stream({ model: TEST_MODELS.claude, max_tokens: 99, messages })
        .finalMessage(),
    ),
  'openai-chat': (apiKey, session) =>
    failureOf(async () => {
      const client = new OpenAI({
        apiKey,
        baseURL: `${hub.origin}/v1`,
        defaultHeaders: { 'x-session-id': session },
      })
      return drain(
        await client.chat.completions.create({ model: TEST_MODELS['openai-chat'], messages, stream: true }),
      )
    }),
  'codex-responses': (apiKey, session) =>
    failureOf(async () => {
      const client = new OpenAI({
        apiKey,
        baseURL: `${hub.origin}/v1`,
        defaultHeaders: { 'x-session-id': session },
      })
      return drain(
        await client.responses.create({
          model: TEST_MODELS['codex-responses'],
          input: 'Tell me everything.',
          stream: true,
        }),
      )
    }),
  gemini: (apiKey, session) =>
    failureOf(async () => {
      const httpOptions = { baseUrl: hub.origin, headers: { 'x-session-id': session } }
      const client = new GoogleGenAI({ apiKey, httpOptions })
      return drain(
        await client.models.generateContentStream({
          model: TEST_MODELS.gemini,
          contents: 'Tell me everything.',
        }),
      )
    }),
}

const list = async () => (await hub.api('GET', '/sessions')) as unknown as SessionListView
const terminate = (id: string) => hub.api('POST', `/sessions/${encodeURIComponent(id)}/terminate`, {})
const get = async (id: string) =>
  (await hub.api('GET', `/sessions/${encodeURIComponent(id)}`)) as unknown as SessionDetailView

/** The session of a key that has something under way. */
async function untilLive(keyId: string, least = 1) {
  const find = async () => (await list()).items.find((item) => item.apiKeyId === keyId && item.live > 0)
  await expect
    .poll(async () => (await find())?.usage.output ?? 0, { timeout: 5_000, interval: 20 })
    .toBeGreaterThanOrEqual(least)
  const found = await find()
  if (!found) throw new Error('it has ended')
  return found
}

const DIALECTS = Object.keys(ASKS) as Dialect[]

describe.each(DIALECTS)('a stream of %s', (dialect) => {
  it('is seen while its tokens count up, and its client is told that it was ended', async () => {
    upstream.answer(endless(dialect))
    const limits = { concurrentSessions: 1 }
    const userId = await hub.addUser({ limits })
    const key = await hub.addKey({ userId })
    const asked = ASKS[dialect](key.key, 'first').then((error) => ({ error, atMs: performance.now() }))

    const seen = await untilLive(key.id, 3)
    expect(seen).toMatchObject({
      id: `${key.id}:first`,
      userId,
      live: 1,
      requests: 1,
      estimated: true,
      model: TEST_MODELS[dialect],
    })
    expect(seen.providerName).toMatch(/^test/)
    const later = await untilLive(key.id, seen.usage.output + 3)
    expect(later.durationMs).toBeGreaterThan(seen.durationMs)
    const { underWay } = await get(seen.id)
    expect(underWay).toMatchObject([{ streaming: true, clientDialect: dialect, providerId: seen.providerId }])

    // Its one place is taken.
    const second = await hub.send(
      '/v1/messages',
      { model: TEST_MODELS.claude, max_tokens: 1, messages },
      { headers: { authorization: `Bearer ${key.key}`, 'x-session-id': 'second' } },
    )
    expect(second.status).toBe(429)

    const atMs = performance.now()
    expect(await terminate(seen.id)).toEqual({ id: seen.id, ended: 1 })
    const { error, atMs: raisedAtMs } = await asked
    console.log(
      `${dialect}: the client's error came ${(raisedAtMs - atMs).toFixed(1)} ms after the call began`,
    )
    expect(textOf(error)).toContain('ended from the console')
    await expect.poll(() => upstream.underWay(), { interval: 5 }).toBe(0)

    upstream.answer({ steps: [readyAnswer('claude', 'text', 'whole').bytes] })
    const again = await hub.send(
      '/v1/messages',
      { model: TEST_MODELS.claude, max_tokens: 1, messages },
      { headers: { authorization: `Bearer ${key.key}`, 'x-session-id': 'second' } },
    )
    expect(again.status).toBe(200)

    const rows = (await hub.takeRows()).filter(({ apiKeyId }) => apiKeyId === key.id)
    const row = rows.find(({ sessionId, status }) => sessionId === seen.id && status === 200)
    expect(row).toMatchObject({ errorCode: 'terminated', interrupted: true, estimated: true })
    expect(row?.usage.output).toBeGreaterThanOrEqual(later.usage.output)
    expect((await get(seen.id)).live).toBe(0)
  })

  it('that has said nothing yet is ended by an error that no client repeats', async () => {
    upstream.answer({ headers: [['content-type', 'text/event-stream']], steps: [STALL] })
    const key = await hub.addKey()
    const asked = ASKS[dialect](key.key, 'silent')
    await expect.poll(() => upstream.requests.length, { timeout: 5_000, interval: 10 }).toBe(1)
    expect(await terminate(`${key.id}:silent`)).toMatchObject({ ended: 1 })
    expect(await asked).toMatchObject({ status: 410 })
    expect(upstream.requests).toHaveLength(1)
    const rows = (await hub.takeRows()).filter(({ apiKeyId }) => apiKeyId === key.id)
    expect(rows).toMatchObject([
      { status: 410, errorCode: 'terminated', interrupted: true, blocked: false, attempts: 1 },
    ])
  })
})

const textOf = (error: unknown): string =>
  error instanceof Error ? error.message : JSON.stringify(error ?? null)

describe('a session that is ended', () => {
  it('is billed the input that was told before its first content', async () => {
    const frames = readyAnswer('claude', 'text', 'stream')
      .bytes.toString()
      .split(/(?<=\n\n)/)
    upstream.answer({
      headers: [['content-type', 'text/event-stream']],
      steps: [frames.slice(0, 2).join(''), STALL],
    })
    const key = await hub.addKey()
    const asked = ASKS.claude(key.key, 'preamble')
    await expect.poll(() => upstream.requests[0]?.bytesSent ?? 0, { interval: 10 }).toBeGreaterThan(0)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await terminate(`${key.id}:preamble`)
    expect(await asked).toMatchObject({ status: 410 })
    const rows = (await hub.takeRows()).filter(({ apiKeyId }) => apiKeyId === key.id)
    expect(rows).toMatchObject([{ status: 410, errorCode: 'terminated', usage: { input: 25, cacheRead: 8 } }])
  })

  it('is no other one', async () => {
    await expect(terminate('no-such-session')).rejects.toThrow('404')
    upstream.answer(endless('claude'))
    const key = await hub.addKey()
    const asked = [ASKS.claude(key.key, 'one'), ASKS.claude(key.key, 'two')]
    await expect
      .poll(
        async () => (await list()).items.filter((item) => item.apiKeyId === key.id && item.live > 0).length,
      )
      .toBe(2)
    await terminate(`${key.id}:one`)
    await asked[0]
    expect((await get(`${key.id}:two`)).live).toBe(1)
    await terminate(`${key.id}:two`)
    await asked[1]
    await hub.takeRows()
    const { items } = await hub.api('GET', `/sessions/${encodeURIComponent(`${key.id}:one`)}/requests`)
    expect(items).toHaveLength(1)
    expect((await hub.api('GET', '/sessions/history?limit=2')).items).toMatchObject([{}, {}])
  })
})

describe('a preview', () => {
  it('shows the text from when somebody begins to look', async () => {
    upstream.answer(endless('claude'))
    const key = await hub.addKey()
    const asked = ASKS.claude(key.key, 'watched')
    const { id } = await untilLive(key.id, 1)
    const [request] = (await get(id)).underWay
    const path = `/sessions/requests/${request?.id ?? ''}/preview`
    await expect(hub.api('GET', path)).rejects.toThrow('404')
    expect(await hub.api('POST', path, {})).toMatchObject({ text: '' })
    await expect
      .poll(async () => String((await hub.api('GET', path)).text).length, { interval: 20 })
      .toBeGreaterThan(10)
    const { items } = await hub.api('GET', '/audit')
    expect(JSON.stringify(items)).toContain('sessions.openPreview')
    await terminate(id)
    await asked
    await expect(hub.api('GET', path)).rejects.toThrow('404')
  })
})
