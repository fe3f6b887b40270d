import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { STALL, startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream, UpstreamStep } from '#server/testing/fake-upstream'
import { open, start } from '#server/testing/http-client'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import { readyAnswer } from '#server/testing/upstream-answers'

const GRACE_MS = 300

let upstream: FakeUpstream
let hub: HubHarness
beforeAll(async () => {
  upstream = await startFakeUpstream()
  hub = await startHub({ SETTING_CLIENT_GONE_DRAIN_MS: String(GRACE_MS) })
  await hub.addProvider({ type: 'claude', baseUrl: upstream.origin })
})
afterAll(async () => {
  await hub.close()
  await upstream.close()
})
afterEach(async () => {
  upstream.forget()
  await hub.takeRows()
})

const SSE = [['content-type', 'text/event-stream']] as const
const READY = readyAnswer('claude', 'text', 'stream')
const FRAMES = READY.bytes.toString().split(/(?<=\n\n)(?=event)/)
/** message_start, ping, content_block_start: the gate holds them. */
const PREAMBLE = FRAMES.slice(0, 3)
/** With the first content, which opens it. */
const FIRST = FRAMES.slice(0, 4).join('')
const REST = FRAMES.slice(4)

const requestTo = (harness: HubHarness, body = '{"model":"m","stream":true}') => ({
  url: `${harness.origin}/v1/messages`,
  options: { headers: { authorization: `Bearer ${harness.key}`, 'content-type': 'application/json' }, body },
})
const streamOf = (...steps: UpstreamStep[]) => ({ headers: SSE, steps })

async function untilCalled(): Promise<void> {
  await vi.waitFor(() => upstream.last(), { timeout: 5_000, interval: 5 })
}

/** Read the first bytes of a stream, then hang up. */
async function leaveAfterFirstFrame(harness: HubHarness): Promise<number> {
  const { url, options } = requestTo(harness)
  const { response } = await open(url, options)
  await new Promise((resolve) => response.once('data', resolve))
  response.destroy()
  return Date.now()
}

async function abortedAfter(leftAtMs: number): Promise<number> {
  await vi.waitFor(() => expect(upstream.last().abortedAtMs).not.toBeNull(), { timeout: 5_000, interval: 5 })
  return (upstream.last().abortedAtMs ?? 0) - leftAtMs
}

describe('a client that leaves', () => {
  it('before the head: the upstream is aborted after the grace time', async () => {
    upstream.answer(streamOf(STALL))
    const { url, options } = requestTo(hub)
    const request = start(url, options)
    await untilCalled()
    request.destroy()
    expect(await abortedAfter(Date.now())).toBeGreaterThanOrEqual(GRACE_MS * 0.8)
    const rows = await hub.takeRows()
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      status: 499,
      errorCode: 'client_gone',
      interrupted: true,
      responseBytes: 0,
      ttfbMs: null,
    })
  })

  it('while only the preamble has come: what that told is known, and nobody else is asked', async () => {
    upstream.answer(streamOf(...PREAMBLE, STALL))
    const { url, options } = requestTo(hub)
    const request = start(url, options)
    await vi.waitFor(() => expect(upstream.last().bytesSent).toBeGreaterThan(0), { interval: 5 })
    request.destroy()
    await abortedAfter(Date.now())
    const rows = await hub.takeRows()
    expect(rows).toMatchObject([{ status: 499, errorCode: 'client_gone', responseBytes: 0, attempts: 1 }])
    expect(rows[0]?.usage).toMatchObject({ input: 25, cacheRead: 8 })
  })

  it('after the first frame of an upstream that goes silent: aborted after the grace time', async () => {
    upstream.answer(streamOf(FIRST, STALL))
    const waited = await abortedAfter(await leaveAfterFirstFrame(hub))
    expect(waited).toBeGreaterThanOrEqual(GRACE_MS * 0.8)
    expect(waited).toBeLessThan(GRACE_MS + 1_000)
    const rows = await hub.takeRows()
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      status: 200,
      errorCode: 'client_gone',
      interrupted: true,
      estimated: true,
    })
    // What the first frame told is known.
    expect(rows[0]?.usage).toMatchObject({ input: 25, cacheRead: 8, output: 1 })
  })

  it('after the first frame of an upstream that soon ends: drained, so that its whole usage is known', async () => {
    upstream.answer(streamOf(FIRST, { pauseMs: 60 }, ...REST))
    await leaveAfterFirstFrame(hub)
    const rows = await hub.takeRows()
    expect(upstream.last()).toMatchObject({ finished: true, abortedAtMs: null })
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      status: 200,
      interrupted: true,
      usage: READY.usage,
      stopReason: 'end_turn',
    })
  })

  it('from a call without a stream: drained too', async () => {
    const whole = readyAnswer('claude', 'text', 'whole')
    upstream.answer({ steps: [{ pauseMs: 100 }, whole.bytes] })
    const { url, options } = requestTo(hub, '{"model":"m"}')
    const request = start(url, options)
    await untilCalled()
    request.destroy()
    expect(await hub.takeRows()).toMatchObject([{ status: 499, interrupted: true, usage: whole.usage }])
    expect(upstream.last().finished).toBe(true)
  })

  it('before its own body is complete: no upstream is called', async () => {
    const { url, options } = requestTo(hub)
    const request = start(url, { headers: { ...options.headers, 'content-length': '1000' } })
    request.write('{"model"')
    await vi.waitFor(() => expect(hub.hub.inFlight()).toBe(1), { interval: 5 })
    request.destroy()
    expect(await hub.takeRows()).toMatchObject([
      { status: 499, errorCode: 'client_gone', interrupted: true, attempts: 0, blocked: false },
    ])
    expect(upstream.requests).toEqual([])
  })

  it('many times at once: one row each, and no connection stays with a request that nobody reads', async () => {
    upstream.answer(streamOf(FIRST, STALL))
    const sockets: number[] = []
    for (let round = 0; round < 2; round++) {
      await Promise.all(Array.from({ length: 20 }, () => leaveAfterFirstFrame(hub)))
      const rows = await hub.takeRows()
      expect(rows.map(({ errorCode }) => errorCode)).toEqual(Array.from({ length: 20 }, () => 'client_gone'))
      await vi.waitFor(() => expect(upstream.underWay()).toBe(0), { interval: 5 })
      sockets.push(upstream.openSockets())
    }
    // undici opens an idle connection in place of each that it had to break; a second round may not add to them.
    expect(Math.max(...sockets)).toBeLessThanOrEqual(21)
    expect(await hub.metric('cch_requests_in_flight')).toBe(0)
  })

  it('leaves others on the same provider alone', async () => {
    upstream.answer(streamOf(FIRST, { pauseMs: 100 }, ...REST))
    const agent = new Agent({ keepAlive: true })
    const stays = hub.send('/v1/messages', { model: 'm', stream: true }, { agent })
    await leaveAfterFirstFrame(hub)
    expect((await stays).body.equals(READY.bytes)).toBe(true)
    agent.destroy()
    expect(await hub.takeRows()).toHaveLength(2)
  })
})

describe('a client that leaves after a failover', () => {
  it('is billed what the second provider told: the first one, long ended, does not take its place', async () => {
    const failing = await startFakeUpstream()
    const failingOver = await startHub({ SETTING_CLIENT_GONE_DRAIN_MS: String(GRACE_MS) })
    try {
      await failingOver.addProvider({ type: 'claude', baseUrl: failing.origin, priority: 0 })
      const second = await failingOver.addProvider({
        type: 'claude',
        baseUrl: upstream.origin,
        priority: 1,
      })
      failing.answer({ status: 500, steps: ['{"type":"error"}'] })
      upstream.answer(streamOf(...PREAMBLE, STALL))
      const { url, options } = requestTo(failingOver)
      const request = start(url, options)
      await vi.waitFor(() => expect(upstream.last().bytesSent).toBeGreaterThan(0), {
        timeout: 5_000,
        interval: 5,
      })
      request.destroy()
      const rows = await failingOver.takeRows()
      expect(rows).toMatchObject([
        { status: 499, errorCode: 'client_gone', attempts: 2, providerId: second, interrupted: true },
      ])
      expect(rows[0]?.usage).toMatchObject({ input: 25, cacheRead: 8 })
    } finally {
      await failingOver.close()
      await failing.close()
    }
  })
})

describe('without a grace time', () => {
  let strict: HubHarness
  beforeAll(async () => {
    strict = await startHub({ SETTING_CLIENT_GONE_DRAIN_MS: '0' })
    await strict.addProvider({ type: 'claude', baseUrl: upstream.origin })
  })
  afterAll(() => strict.close())

  it('the upstream is aborted at once', async () => {
    upstream.answer(streamOf(FIRST, { pauseMs: 2_000 }, ...REST))
    expect(await abortedAfter(await leaveAfterFirstFrame(strict))).toBeLessThan(1_000)
    expect(await strict.takeRows()).toMatchObject([
      { status: 200, errorCode: 'client_gone', interrupted: true },
    ])
  })

  it('a client that has its whole answer and closes is not one that left', async () => {
    upstream.answer(streamOf(READY.bytes))
    await strict.send('/v1/messages', { model: 'm', stream: true }, { headers: { connection: 'close' } })
    await sleep(20)
    expect(await strict.takeRows()).toMatchObject([{ status: 200, errorCode: null, interrupted: false }])
  })
})
