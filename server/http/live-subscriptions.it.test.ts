import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STALL, startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { ADMIN_TOKEN, startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import { readyAnswer } from '#server/testing/upstream-answers'

let hub: HubHarness
let upstream: FakeUpstream
beforeAll(async () => {
  upstream = await startFakeUpstream()
  hub = await startHub()
  await hub.addProvider({ type: 'claude', baseUrl: upstream.origin })
})
afterAll(async () => {
  await hub.close()
  await upstream.close()
})

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const subscribe = (procedure: string, headers: Record<string, string>, signal: AbortSignal) =>
  fetch(`${hub.origin}/api/trpc/${procedure}?input=${encodeURIComponent('{}')}`, {
    headers: { accept: 'text/event-stream', ...headers },
    signal,
  })

/** The values of the plain events of a subscription, one after another. */
async function* valuesOf(response: Response): AsyncGenerator<Record<string, unknown>> {
  const reader = response.body?.getReader()
  let text = ''
  for (;;) {
    const chunk = await reader?.read()
    if (!chunk || chunk.done) return
    text += Buffer.from(chunk.value).toString()
    const events = text.split('\n\n')
    text = events.pop() ?? ''
    for (const event of events) {
      const data = /^\n*data: (.*)$/s.exec(event)?.[1]
      if (data !== undefined) yield JSON.parse(data) as Record<string, unknown>
    }
  }
}

/** The first value that fits. */
async function until(response: Response, fits: (value: Record<string, unknown>) => boolean) {
  for await (const value of valuesOf(response)) if (fits(value)) return value
  throw new Error('the subscription has ended')
}

function talk(session: string, key = hub.key): AbortController {
  const frames = readyAnswer('claude', 'text', 'stream')
    .bytes.toString()
    .split(/(?<=\n\n)/)
  upstream.answer({
    headers: [['content-type', 'text/event-stream']],
    steps: [frames.slice(0, 4).join(''), STALL],
  })
  const leave = new AbortController()
  fetch(`${hub.origin}/v1/messages`, {
    method: 'POST',
    headers: { ...bearer(key), 'content-type': 'application/json', 'x-session-id': session },
    body: JSON.stringify({
      model: 'm',
      max_tokens: 1,
      stream: true,
      messages: [{ role: 'user', content: 'Hi' }],
    }),
    signal: leave.signal,
  })
    .then((response) => response.text())
    .catch(() => undefined)
  return leave
}

describe('subscriptions', () => {
  it('tell within a second what is under way, and when it has ended', async () => {
    const stop = new AbortController()
    const [sessions, dashboard] = await Promise.all([
      subscribe('sessions.live', bearer(ADMIN_TOKEN), stop.signal),
      subscribe('dashboard.live', bearer(ADMIN_TOKEN), stop.signal),
    ])
    expect(sessions.headers.get('content-type')).toContain('text/event-stream')
    const client = talk('shown')
    const [seen, summary] = await Promise.all([
      until(sessions, ({ items }) => Array.isArray(items) && items.length === 1),
      until(dashboard, ({ requests }) => requests === 1),
    ])
    expect(seen).toMatchObject({ missing: 0, items: [{ live: 1, userId: hub.userId }] })
    expect(summary).toMatchObject({
      sessions: 1,
      requests: 1,
      costTodayUsd: '0',
      providers: [{ status: 'ready' }],
    })
    client.abort()
    stop.abort()
    const rows = await hub.takeRows()
    expect(rows).toMatchObject([{ errorCode: 'client_gone' }])
    const { errorRate, requestsPerSecond } = await hub.api('GET', '/dashboard')
    expect({ errorRate, requestsPerSecond }).toEqual({ errorRate: 0, requestsPerSecond: 0.02 })
  })

  it('show users their own, and nothing of providers', async () => {
    const other = await hub.addKey({ userId: await hub.addUser() })
    const stop = new AbortController()
    const client = talk('hidden')
    await expect.poll(() => hub.hub.inFlight()).toBe(1)
    const own = await subscribe('sessions.live', bearer(hub.key), stop.signal)
    const { items } = await until(own, () => true)
    expect(items).toMatchObject([{ live: 1, providerName: null }, {}])
    const foreign = await subscribe('sessions.live', bearer(other.key), stop.signal)
    expect(await until(foreign, () => true)).toMatchObject({ items: [] })
    client.abort()
    stop.abort()
    await hub.takeRows()
  })

  it('are refused to strangers, and the dashboard to users', async () => {
    const stop = new AbortController()
    const heard = async (procedure: string, headers: Record<string, string>) =>
      (await subscribe(procedure, headers, stop.signal)).text()
    expect(await heard('sessions.live', {})).toContain('UNAUTHORIZED')
    expect(await heard('sessions.live', bearer('wrong'))).toContain('UNAUTHORIZED')
    expect(await heard('dashboard.live', bearer(hub.key))).toContain('FORBIDDEN')
    stop.abort()
  })
})
