import { Agent } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProviderType } from '#server/domain/provider'
import type { LogView } from '#server/trpc/schemas/log'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import {
  CHAT_USAGE_CHUNK,
  codeAssistAnswer,
  readyAnswer,
  upstreamAnswer,
} from '#server/testing/upstream-answers'
import type { ReadyAnswer } from '#server/testing/ready-answer'

let upstream: FakeUpstream
let hub: HubHarness
const agent = new Agent({ keepAlive: true })
beforeAll(async () => {
  upstream = await startFakeUpstream()
  hub = await startHub()
})
afterAll(async () => {
  agent.destroy()
  await hub.close()
  await upstream.close()
})

/** Requests under way at a time. */
const LANES = 8
/** Bytes between the cuts of one request. One request for each first cut below this: together they cut everywhere. The
 * single cut at every offset is tried without sockets in answer-splits.test.ts. */
const STRIDE = 48

/** A stream with what the client is to receive of it. */
interface Case {
  name: string
  type: ProviderType
  path: string
  body: string
  ready: ReadyAnswer
  expected: string
}

const chat = readyAnswer('openai-chat', 'tools', 'stream')
const gemini = readyAnswer('gemini', 'text', 'stream')
const plain = (name: string, type: ProviderType, path: string, ready: ReadyAnswer): Case => {
  const body = '{"model":"m","stream":true,"stream_options":{"include_usage":true}}'
  return { name, type, path, body, ready, expected: ready.bytes.toString() }
}
const CASES: readonly Case[] = [
  plain('claude', 'claude', '/v1/messages', readyAnswer('claude', 'tools', 'stream')),
  plain('openai-chat', 'openai-compatible', '/v1/chat/completions', chat),
  plain('codex-responses', 'codex', '/v1/responses', readyAnswer('codex-responses', 'tools', 'stream')),
  plain('gemini', 'gemini', '/v1beta/models/m:streamGenerateContent?alt=sse', gemini),
  {
    ...plain('openai-chat with its usage chunk taken out', 'openai-compatible', '/v1/chat/completions', chat),
    body: '{"model":"m","stream":true}',
    expected: chat.bytes.toString().replace(CHAT_USAGE_CHUNK, ''),
  },
  {
    ...plain(
      'gemini-cli with its envelope taken off',
      'gemini-cli',
      '/v1beta/models/m:streamGenerateContent?alt=sse',
      codeAssistAnswer('text', 'stream'),
    ),
    expected: gemini.bytes.toString(),
  },
]

/** What a row says of the answer, without the names and times of one request. */
const essence = ({
  status,
  errorCode,
  interrupted,
  usage,
  rawUsage,
  stopReason,
  servedModel,
  responseBytes,
}: LogView) =>
  JSON.stringify({ status, errorCode, interrupted, usage, rawUsage, stopReason, servedModel, responseBytes })

/** Run one request for each way of cutting and return the answers that differ. */
async function run(testCase: Case, cuttings: ((bytes: Buffer) => Buffer[])[]): Promise<string[]> {
  const { ready, path, body, expected } = testCase
  upstream.answer(({ headers }) => {
    const cut = cuttings[Number(headers['x-client-request-id'])]
    return upstreamAnswer(ready, cut?.(ready.bytes) ?? [])
  })
  const wrong: string[] = []
  let next = 0
  const lane = async () => {
    while (next < cuttings.length) {
      const index = next++
      const { text } = await hub.send(path, body, {
        agent,
        headers: { 'x-client-request-id': String(index) },
      })
      if (text !== expected) wrong.push(`cutting ${String(index)}: ${text}`)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return wrong
}

function cutEvery(bytes: Buffer, first: number): Buffer[] {
  const cuts = Array.from({ length: Math.ceil(bytes.length / STRIDE) + 1 }, (_, i) => first + i * STRIDE)
  const pieces = [0, ...cuts].map((from, i) => bytes.subarray(from, cuts[i] ?? bytes.length))
  return pieces.filter((piece) => piece.length > 0)
}

describe.each(CASES)('a stream of $name', (testCase) => {
  let providerId: string
  beforeAll(async () => {
    providerId = await hub.addProvider({ type: testCase.type, baseUrl: upstream.origin })
  })
  afterAll(() => hub.api('DELETE', `/providers/${providerId}`))

  it('arrives whole and is metered the same, wherever it is cut', async () => {
    const wrong = await run(
      testCase,
      Array.from({ length: STRIDE }, (_, first) => (bytes) => cutEvery(bytes, first)),
    )
    expect(wrong).toEqual([])
    const rows = await hub.takeRows()
    expect(rows).toHaveLength(STRIDE)
    expect(new Set(rows.map(essence)).size).toBe(1)
    expect(rows[0]).toMatchObject({
      status: 200,
      errorCode: null,
      interrupted: false,
      usage: testCase.ready.usage,
    })
    expect(rows[0]).toMatchObject({
      stopReason: testCase.ready.stopReason,
      responseBytes: Buffer.byteLength(testCase.expected),
    })
  })

  it('arrives whole and is metered the same, byte by byte', async () => {
    const wrong = await run(testCase, [(bytes) => Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))])
    expect(wrong).toEqual([])
    const { usage, stopReason } = testCase.ready
    expect(await hub.takeRows()).toMatchObject([
      { status: 200, errorCode: null, interrupted: false, usage, stopReason },
    ])
  })
})
