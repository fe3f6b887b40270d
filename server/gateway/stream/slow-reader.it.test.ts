import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream, UpstreamStep } from '#server/testing/fake-upstream'
import { open } from '#server/testing/http-client'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import { readyAnswer } from '#server/testing/upstream-answers'

let upstream: FakeUpstream
let hub: HubHarness
beforeAll(async () => {
  upstream = await startFakeUpstream()
  hub = await startHub({ SETTING_CLIENT_GONE_DRAIN_MS: '2000' })
  await hub.addProvider({ type: 'claude', baseUrl: upstream.origin })
})
afterEach(() => hub.takeRows())
afterAll(async () => {
  await hub.close()
  await upstream.close()
})

const MIB = 1024 * 1024
const [HEAD = '', TAIL = ''] = readyAnswer('claude', 'text', 'stream')
  .bytes.toString()
  .split(/(?=event: message_delta)/)
const DELTA = Buffer.from(
  `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"${'x'.repeat(65_536 - 122)}"}}\n\n`,
)

function* longStream(frames: number): Generator<UpstreamStep> {
  yield HEAD
  for (let i = 0; i < frames; i++) yield DELTA
  yield TAIL
}

const openStream = () =>
  open(`${hub.origin}/v1/messages`, {
    headers: { authorization: `Bearer ${hub.key}`, 'content-type': 'application/json' },
    body: '{"model":"m","stream":true}',
  })

/** What sockets of this machine hold on both legs together at most. */
const SOCKET_BUFFERS = 24 * MIB

/** What the upstream has sent when nothing more goes; a machine under load takes longer to fill the sockets. */
async function sentOncePaused(): Promise<number> {
  let sent = -1
  while (sent !== upstream.last().bytesSent || sent === 0) {
    sent = upstream.last().bytesSent
    await sleep(400)
  }
  return sent
}

describe('a reader slower than the upstream', () => {
  it('pauses the upstream, costs no memory, and gets 64 MiB unharmed', { timeout: 60_000 }, async () => {
    const frames = Math.ceil((64 * MIB) / DELTA.length)
    upstream.answer({ headers: [['content-type', 'text/event-stream']], steps: longStream(frames) })
    const { response } = await openStream()
    const rssBefore = process.memoryUsage().rss
    expect(await sentOncePaused()).toBeLessThan(SOCKET_BUFFERS)
    // The whole test runs in this process, upstream and client included.
    expect(process.memoryUsage.rss() - rssBefore).toBeLessThan(32 * MIB)

    const hash = createHash('sha256')
    let received = 0
    for await (const chunk of response as AsyncIterable<Buffer>) {
      hash.update(chunk)
      received += chunk.length
      if (received % 50 === 0) await sleep(1)
    }
    const expected = createHash('sha256').update(HEAD)
    for (let i = 0; i < frames; i++) expected.update(DELTA)
    expect(hash.digest('hex')).toBe(expected.update(TAIL).digest('hex'))
    const usage = readyAnswer('claude', 'text', 'stream').usage
    expect(await hub.takeRows()).toMatchObject([
      { status: 200, interrupted: false, usage, responseBytes: received },
    ])
  })

  it('that leaves while the upstream is paused lets it go on', { timeout: 60_000 }, async () => {
    const frames = Math.ceil((1.25 * SOCKET_BUFFERS) / DELTA.length)
    upstream.answer({ headers: [['content-type', 'text/event-stream']], steps: longStream(frames) })
    const { response } = await openStream()
    const sent = await sentOncePaused()
    expect(upstream.last().finished).toBe(false)
    response.destroy()
    const usage = readyAnswer('claude', 'text', 'stream').usage
    const rows = await hub.takeRows()
    // As a rule more than is read for a client that has left, unless most of it is in the sockets already.
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ status: 200, errorCode: 'client_gone', interrupted: true })
    expect([usage.output, 1]).toContain(rows[0]?.usage.output)
    expect(upstream.last().bytesSent - sent).toBeGreaterThan(MIB)
    expect(upstream.underWay()).toBe(0)
  })
})
