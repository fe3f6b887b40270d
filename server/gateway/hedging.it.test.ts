import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { formatUsd } from '#server/domain/money'
import { RESET, STALL, startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import { readyAnswer, upstreamAnswer } from '#server/testing/upstream-answers'

/** FR-007: a provider that is later than it usually is does not keep its client waiting. */

const READY = readyAnswer('claude', 'text', 'stream')
let hub: HubHarness
let slow: FakeUpstream
let spare: FakeUpstream
beforeAll(async () => {
  ;[hub, slow, spare] = await Promise.all([startHub(), startFakeUpstream(), startFakeUpstream()])
  const timeouts = { firstByteMs: 2_000, idleMs: 2_000 }
  const first = {
    type: 'claude',
    baseUrl: slow.origin,
    name: 'slow',
    priority: 0,
    hedge: true,
    timeouts,
  } as const
  await hub.addProvider(first)
  await hub.addProvider({ type: 'claude', baseUrl: spare.origin, name: 'spare', priority: 1 })
  // Cached input costs as much as any other where a price does not say otherwise.
  await hub.api('POST', '/prices/override', { model: 'm', prices: { rates: { input: '3', output: '15' } } })
  slow.answer(upstreamAnswer(READY))
  spare.answer(upstreamAnswer(READY))
  // Enough to know what is usual.
  for (let i = 0; i < 25; i++) await send()
  await hub.takeRows()
})
afterAll(async () => {
  await hub.close()
  await Promise.all([slow.close(), spare.close()])
})
beforeEach(() => {
  conversation += 1
  slow.forget()
  spare.forget()
})

let conversation = 0
const send = () =>
  hub.send(
    '/v1/messages',
    { model: 'm', stream: true },
    { headers: { 'x-session-id': `conversation ${String(conversation)}` } },
  )
const outcomes = async () => {
  const [row] = await hub.takeRows()
  const { attempts } = row?.trace as { attempts: { outcome: string }[] }
  const explained = await hub.api('GET', `/logs/${String(row?.id)}/explain`)
  return { outcomes: attempts.map(({ outcome }) => outcome), row, explained }
}

it('asks nobody else while the provider is as quick as ever', async () => {
  slow.answer(upstreamAnswer(READY))
  await send()
  expect(spare.requests).toHaveLength(0)
  await hub.takeRows()
})

it('asks the next provider when the first byte is late, takes its answer and cancels the late one', async () => {
  slow.answer({ headers: [['content-type', 'text/event-stream']], steps: [STALL] })
  const answer = await send()
  expect(answer.body).toEqual(READY.bytes)
  const { outcomes: seen, row, explained } = await outcomes()
  expect(seen).toEqual(['lost_race', 'ok'])
  expect(row).toMatchObject({ status: 200, attempts: 2, usage: READY.usage, providerName: 'spare' })
  expect(slow.last().abortedAtMs).not.toBeNull()
  expect(explained).toMatchObject({ agrees: true })
  // The conversation has moved with its answer.
  slow.forget()
  await send()
  expect(slow.requests).toHaveLength(0)
  await hub.takeRows()
})

it('takes the late one’s answer when that is first all the same, and bytes of one only', async () => {
  slow.answer({ headers: [['content-type', 'text/event-stream']], steps: [{ pauseMs: 150 }, READY.bytes] })
  spare.answer({ headers: [['content-type', 'text/event-stream']], steps: [STALL] })
  const answer = await send()
  expect(answer.body).toEqual(READY.bytes)
  const { outcomes: seen, row } = await outcomes()
  expect(seen).toEqual(['ok', 'lost_race'])
  expect(row).toMatchObject({ providerName: 'slow' })
})

it('waits for the other one when one of them fails', async () => {
  slow.answer({ headers: [['content-type', 'text/event-stream']], steps: [{ pauseMs: 200 }, READY.bytes] })
  spare.answer({ steps: [RESET] })
  expect((await send()).body).toEqual(READY.bytes)
  expect((await outcomes()).outcomes).toEqual(['ok', 'reset'])
})

/** Its head and usage, and no word yet: what a provider bills for a call that is cancelled. */
const PREAMBLE = readyAnswer('claude', 'text', 'stream')
  .bytes.toString()
  .split(/(?<=\n\n)/)[0]
const nanoUsdOf = (input: number, output: number): number => input * 3_000 + output * 15_000

it('bills the late one what it had told of its usage, and says so', async () => {
  slow.answer({
    headers: [['content-type', 'text/event-stream']],
    steps: [{ pauseMs: 800 }, PREAMBLE ?? '', STALL],
  })
  spare.answer({ headers: [['content-type', 'text/event-stream']], steps: [{ pauseMs: 1_400 }, READY.bytes] })
  expect((await send()).body).toEqual(READY.bytes)
  const { row, explained } = await outcomes()
  const told =
    /"input_tokens":(\d+),"cache_creation_input_tokens":(\d+),"cache_read_input_tokens":(\d+),.*"output_tokens":(\d+)/
  const [, fresh, written, read, begun] = (told.exec(PREAMBLE ?? '') ?? []).map(Number)
  const lost = nanoUsdOf((fresh ?? 0) + (written ?? 0) + (read ?? 0), begun ?? 0)
  expect(lost).toBeGreaterThan(0)
  const { input, cacheRead, cacheWrite5m, cacheWrite1h, output } = READY.usage
  const own = nanoUsdOf(input + cacheRead + cacheWrite5m + cacheWrite1h, output)
  expect(row).toMatchObject({ usage: READY.usage, costNanoUsd: String(own + lost) })
  const [late, won] = explained.attempts as { outcome: string; bill: unknown }[]
  expect(late).toMatchObject({ outcome: 'lost_race', bill: { costUsd: formatUsd(BigInt(lost)) } })
  expect(won).toMatchObject({ outcome: 'ok', bill: null })
})

it('cancels the other one as soon as the first has something to say, and does not blame it', async () => {
  const headers: [string, string][] = [['content-type', 'text/event-stream']]
  const frames = READY.bytes.toString().split(/(?<=\n\n)/)
  slow.answer({ headers, steps: [{ pauseMs: 800 }, READY.bytes] })
  spare.answer({
    headers,
    steps: [frames.slice(0, 4).join(''), { pauseMs: 1_400 }, frames.slice(4).join('')],
  })
  await send()
  const { outcomes: seen } = await outcomes()
  expect(seen[0]).toBe('lost_race')
  const { items } = (await hub.api('GET', '/providers/health')) as {
    items: { name: string; last60m: { failed: number } }[]
  }
  expect(items.find(({ name }) => name === 'slow')?.last60m.failed).toBe(0)
})
