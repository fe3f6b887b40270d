import { FunctionResponse, GoogleGenAI } from '@google/genai'
import type { GenerateContentParameters } from '@google/genai'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import { PIXEL, recordFetch, sha256, WEATHER_SCHEMA } from '#server/testing/record-fetch'
import { ANSWER_KINDS } from '#server/testing/ready-answer'
import { codeAssistAnswer, readyAnswer, upstreamAnswer } from '#server/testing/upstream-answers'

let upstream: FakeUpstream
let hub: HubHarness
let plain: string
const recorder = recordFetch()
// This SDK takes no fetch of the caller's.
beforeEach(() => vi.stubGlobal('fetch', recorder.fetch))
afterEach(() => vi.unstubAllGlobals())

beforeAll(async () => {
  upstream = await startFakeUpstream()
  hub = await startHub()
  plain = await hub.addProvider({ type: 'gemini', baseUrl: `${upstream.origin}/v1beta` })
})
afterEach(() => hub.takeRows())
afterAll(async () => {
  await hub.close()
  await upstream.close()
})

const clientOf = (apiVersion: string) =>
  new GoogleGenAI({ apiKey: hub.key, httpOptions: { baseUrl: hub.origin, apiVersion } })

const RESULT = { name: 'get_weather', response: { output: '21 °C' } }
const REQUEST: GenerateContentParameters = {
  model: 'gemini-test',
  contents: [
    {
      role: 'user',
      parts: [{ text: 'What is this? 🌍' }, { inlineData: { mimeType: 'image/png', data: PIXEL } }],
    },
    {
      role: 'model',
      parts: [{ functionCall: { name: 'get_weather', args: { city: 'Zürich' } }, thoughtSignature: 'c2ln' }],
    },
    { role: 'user', parts: [{ functionResponse: Object.assign(new FunctionResponse(), RESULT) }] },
  ],
  config: {
    systemInstruction: 'Be brief.',
    thinkingConfig: { includeThoughts: true, thinkingBudget: 1_024 },
    tools: [{ functionDeclarations: [{ name: 'get_weather', parametersJsonSchema: WEATHER_SCHEMA }] }],
  },
}

describe.each(['v1beta', 'v1'])('the Google SDK over %s', (version) => {
  it.each(ANSWER_KINDS)('streams %s', async (kind) => {
    const ready = readyAnswer('gemini', kind, 'stream')
    upstream.answer(upstreamAnswer(ready))
    const chunks = []
    for await (const chunk of await clientOf(version).models.generateContentStream(REQUEST))
      chunks.push(chunk)
    expect(chunks.at(-1)?.usageMetadata?.totalTokenCount).toBe(55)
    const { sent, received } = recorder.last()
    expect(upstream.last().url).toBe(`/${version}/models/gemini-test:streamGenerateContent?alt=sse`)
    expect(sha256(upstream.last().body)).toBe(sha256(sent))
    expect((await received).equals(ready.bytes)).toBe(true)
    const rows = await hub.takeRows()
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      endpoint: 'streamGenerateContent',
      streaming: true,
      requestedModel: 'gemini-test',
    })
    expect(rows[0]).toMatchObject({
      errorCode: null,
      interrupted: false,
      usage: ready.usage,
      stopReason: 'STOP',
    })
  })

  it.each(ANSWER_KINDS)('calls without streaming: %s', async (kind) => {
    const ready = readyAnswer('gemini', kind, 'whole')
    upstream.answer(upstreamAnswer(ready))
    const answer = await clientOf(version).models.generateContent(REQUEST)
    expect(answer.candidates).toEqual((JSON.parse(ready.bytes.toString()) as typeof answer).candidates)
    const { sent, received } = recorder.last()
    expect(sha256(upstream.last().body)).toBe(sha256(sent))
    expect((await received).equals(ready.bytes)).toBe(true)
    expect(await hub.takeRows()).toMatchObject([{ streaming: false, usage: ready.usage, stopReason: 'STOP' }])
  })
})

describe('the Google SDK', () => {
  it('counts tokens', async () => {
    upstream.answer({ steps: ['{"totalTokens": 31}'] })
    const { model, contents } = REQUEST
    expect(await clientOf('v1beta').models.countTokens({ model, contents })).toMatchObject({
      totalTokens: 31,
    })
    expect(sha256(upstream.last().body)).toBe(sha256(recorder.last().sent))
    expect(await hub.takeRows()).toMatchObject([{ endpoint: 'countTokens', status: 200 }])
  })
})

describe('the Google SDK on a Code Assist provider', () => {
  beforeAll(async () => {
    await hub.addProvider({ type: 'gemini-cli', baseUrl: upstream.origin, codeAssistProject: 'project-1' })
    // The conversation of the tests before would stay there.
    await hub.api('PATCH', `/providers/${plain}`, { enabled: false })
  })

  it.each(ANSWER_KINDS)('streams %s: the envelope is put on and taken off', async (kind) => {
    const ready = codeAssistAnswer(kind, 'stream')
    upstream.answer(upstreamAnswer(ready))
    const chunks = []
    for await (const chunk of await clientOf('v1beta').models.generateContentStream(REQUEST))
      chunks.push(chunk)
    expect(chunks.at(-1)?.usageMetadata?.totalTokenCount).toBe(55)
    const { sent, received } = recorder.last()
    expect(upstream.last().url).toBe('/v1internal:streamGenerateContent?alt=sse')
    expect(upstream.last().body.toString()).toBe(
      `{"model":"gemini-test","project":"project-1","request":${sent.toString()}}`,
    )
    expect((await received).toString()).toBe(readyAnswer('gemini', kind, 'stream').bytes.toString())
    expect(await hub.takeRows()).toMatchObject([
      { usage: ready.usage, stopReason: 'STOP', errorCode: null, interrupted: false },
    ])
  })

  it.each(ANSWER_KINDS)('calls without streaming: %s', async (kind) => {
    const ready = codeAssistAnswer(kind, 'whole')
    upstream.answer(upstreamAnswer(ready))
    await clientOf('v1beta').models.generateContent(REQUEST)
    const { received } = recorder.last()
    expect(upstream.last().url).toBe('/v1internal:generateContent')
    expect((await received).toString()).toBe(readyAnswer('gemini', kind, 'whole').bytes.toString())
    expect(await hub.takeRows()).toMatchObject([{ usage: ready.usage, stopReason: 'STOP' }])
  })

  it('counts tokens: that answer has no envelope', async () => {
    upstream.answer({ steps: ['{"totalTokens":31}'] })
    const { model, contents } = REQUEST
    expect(await clientOf('v1beta').models.countTokens({ model, contents })).toMatchObject({
      totalTokens: 31,
    })
    // packages/core/src/code_assist/converter.ts of Gemini CLI: {request: {model: "models/…", contents}}
    const body = JSON.parse(upstream.last().body.toString()) as unknown
    expect(body).toMatchObject({ request: { model: 'models/gemini-test', contents: [{}, {}, {}] } })
  })
})
