import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { dialectOf, PROVIDER_TYPES } from '#server/domain/provider'
import type { ProviderType } from '#server/domain/provider'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { GATEWAY_CALLS, TEST_MODELS } from '#server/testing/gateway-calls'
import { PROVIDER_CREDENTIAL, startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import { codeAssistAnswer, readyAnswer, upstreamAnswer } from '#server/testing/upstream-answers'

let upstream: FakeUpstream
let hub: HubHarness
beforeAll(async () => {
  upstream = await startFakeUpstream()
  hub = await startHub()
})
afterEach(() => hub.takeRows())
afterAll(async () => {
  await hub.close()
  await upstream.close()
})

/** Run with one provider and no other. */
async function withProvider(
  type: ProviderType,
  run: () => Promise<void>,
  more: { codeAssistProject?: string } = {},
) {
  const id = await hub.addProvider({ type, baseUrl: upstream.origin, ...more })
  try {
    await run()
  } finally {
    await hub.api('DELETE', `/providers/${id}`)
  }
}

const bearer = `Bearer ${PROVIDER_CREDENTIAL}`
const AUTHENTICATION: Record<ProviderType, Record<string, string>> = {
  claude: { 'x-api-key': PROVIDER_CREDENTIAL, 'anthropic-version': '2023-06-01' },
  'claude-auth': { authorization: bearer, 'anthropic-version': '2023-06-01' },
  codex: { authorization: bearer },
  'openai-compatible': { authorization: bearer },
  gemini: { 'x-goog-api-key': PROVIDER_CREDENTIAL },
  'gemini-cli': { authorization: bearer },
}
const CREDENTIAL_HEADERS = ['authorization', 'x-api-key', 'x-goog-api-key', 'cookie', 'proxy-authorization']

describe('FR-002: each provider type', () => {
  it.each(PROVIDER_TYPES)('%s gets its credential where it wants it, and no other', async (type) => {
    await withProvider(type, async () => {
      const dialect = dialectOf(type)
      const call =
        GATEWAY_CALLS.find((candidate) => candidate.provider === type) ??
        GATEWAY_CALLS.find((candidate) => candidate.dialect === dialect)
      upstream.answer(upstreamAnswer(readyAnswer(dialect, 'text', 'whole')))
      const { status } = await hub.send(call!.path, call!.body!, {
        headers: { cookie: 'a=b', 'proxy-authorization': 'Basic eDp5' },
      })
      expect(status).toBe(200)
      const { headers, rawHeaders } = upstream.last()
      expect(headers).toMatchObject({
        ...AUTHENTICATION[type],
        'accept-encoding': 'identity',
        'content-type': 'application/json',
      })
      const credentials = CREDENTIAL_HEADERS.filter((name) => headers[name] !== undefined)
      expect(credentials).toEqual(
        Object.keys(AUTHENTICATION[type]).filter((name) => CREDENTIAL_HEADERS.includes(name)),
      )
      const names = rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase())
      expect(new Set(names).size).toBe(names.length)
      expect(headers.host).toBe(new URL(upstream.origin).host)
    })
  })

  it('keeps the version that an Anthropic client names', async () => {
    await withProvider('claude', async () => {
      upstream.answer({ steps: ['{}'] })
      const body = { model: 'claude-test', messages: [] }
      await hub.send('/v1/messages', body, { headers: { 'anthropic-version': '2026-10-21' } })
      expect(upstream.last().headers['anthropic-version']).toBe('2026-10-21')
    })
  })
})

const MODEL = TEST_MODELS.gemini
const PLAIN = `{ "contents":[{"role":"user","parts":[{"text":"caf\\u00e9 ☕"}]}] }`
const ENVELOPED = `{"project": "p", "model":"${MODEL}", "user_prompt_id":"u1", "request": ${PLAIN} }`

describe('gemini-cli', () => {
  it.each(['whole', 'stream'] as const)(
    'passes an enveloped call through byte for byte (%s)',
    async (form) => {
      await withProvider('gemini-cli', async () => {
        const ready = codeAssistAnswer('tools', form)
        upstream.answer(upstreamAnswer(ready))
        const path =
          form === 'whole' ? '/v1internal:generateContent' : '/v1internal:streamGenerateContent?alt=sse'
        const { body } = await hub.send(path, ENVELOPED)
        expect(upstream.last().url).toBe(path)
        expect(upstream.last().body.toString()).toBe(ENVELOPED)
        expect(body.equals(ready.bytes)).toBe(true)
        const [row] = await hub.takeRows()
        expect(row).toMatchObject({ requestedModel: MODEL, usage: ready.usage, streaming: form === 'stream' })
      })
    },
  )

  it('passes on what only the envelope has', async () => {
    await withProvider('gemini-cli', async () => {
      upstream.answer({ steps: ['{"currentTier":{"id":"free-tier"}}'] })
      const { text } = await hub.send('/v1internal:loadCodeAssist', '{"metadata":{"ideType":"X"}}')
      expect(text).toBe('{"currentTier":{"id":"free-tier"}}')
      expect(upstream.last().body.toString()).toBe('{"metadata":{"ideType":"X"}}')
    })
  })

  it('has the envelope put on and taken off for a plain caller, the bytes inside unchanged', async () => {
    await withProvider(
      'gemini-cli',
      async () => {
        upstream.answer(upstreamAnswer(codeAssistAnswer('text', 'whole')))
        const { body } = await hub.send(`/v1beta/models/${MODEL}:generateContent`, PLAIN)
        expect(upstream.last().url).toBe('/v1internal:generateContent')
        expect(upstream.last().body.toString()).toBe(
          `{"model":"${MODEL}","project":"project-1","request":${PLAIN}}`,
        )
        expect(body.equals(readyAnswer('gemini', 'text', 'whole').bytes)).toBe(true)
      },
      { codeAssistProject: 'project-1' },
    )
  })

  it('hands on a refusal as it is, enveloped or not', async () => {
    await withProvider('gemini-cli', async () => {
      const refusal = '{"error":{"code":429,"message":"Quota","status":"RESOURCE_EXHAUSTED"}}'
      upstream.answer({ status: 429, headers: [['retry-after', '7']], steps: [refusal] })
      const answer = await hub.send(`/v1beta/models/${MODEL}:generateContent`, PLAIN)
      expect(answer).toMatchObject({ status: 429, text: refusal })
      expect(answer.headers['retry-after']).toBe('7')
    })
  })
})

describe('a Code Assist caller on a plain Gemini provider', () => {
  it.each(['whole', 'stream'] as const)('has the envelope taken off and put on (%s)', async (form) => {
    await withProvider('gemini', async () => {
      upstream.answer(upstreamAnswer(readyAnswer('gemini', 'text', form)))
      const method = form === 'whole' ? 'generateContent' : 'streamGenerateContent?alt=sse'
      const { text } = await hub.send(`/v1internal:${method}`, ENVELOPED)
      expect(upstream.last().url).toBe(`/v1beta/models/${MODEL}:${method}`)
      expect(upstream.last().body.toString()).toBe(PLAIN)
      const plain = readyAnswer('gemini', 'text', form).bytes.toString()
      const wrapped = plain.replaceAll(/^data: (.*)\r$/gm, 'data: {"response":$1}\r')
      expect(text).toBe(form === 'whole' ? `{"response":${plain}}` : wrapped)
    })
  })

  it('counts tokens of the model that it names inside', async () => {
    await withProvider('gemini', async () => {
      upstream.answer({ steps: ['{"totalTokens":31}'] })
      const inner = `{"model":"models/${MODEL}","contents":[]}`
      const { text } = await hub.send('/v1internal:countTokens', `{"request":${inner}}`)
      expect(upstream.last().url).toBe(`/v1beta/models/${MODEL}:countTokens`)
      expect(text).toBe('{"totalTokens":31}')
    })
  })

  it('is refused what a plain provider has not', async () => {
    await withProvider('gemini', async () => {
      expect((await hub.send('/v1internal:loadCodeAssist', '{}')).status).toBe(503)
    })
  })
})
