import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { DIALECTS } from '#server/domain/dialect'
import type { Dialect } from '#server/domain/dialect'
import { CUT, RESET, STALL, startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream, UpstreamStep } from '#server/testing/fake-upstream'
import { readError, TYPE_OF } from '#server/testing/gateway-calls'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import { withContent } from '#server/testing/upstream-faults'
import { readyAnswer } from '#server/testing/upstream-answers'

const DEADLINE_MS = 150

let upstream: FakeUpstream
let hub: HubHarness
const providers: string[] = []
/** One failure is no reason to leave the next one of these tests without a provider. */
const heal = () => Promise.all(providers.map((id) => hub.api('POST', `/providers/${id}/health/reset`)))
beforeAll(async () => {
  upstream = await startFakeUpstream()
  hub = await startHub({ SETTING_TRANSLATION: 'off' })
  const timeouts = { firstByteMs: DEADLINE_MS, idleMs: DEADLINE_MS, totalMs: DEADLINE_MS }
  for (const dialect of DIALECTS)
    providers.push(await hub.addProvider({ type: TYPE_OF[dialect], baseUrl: upstream.origin, timeouts }))
})
afterAll(async () => {
  await hub.close()
  await upstream.close()
})
afterEach(async () => {
  upstream.forget()
  await hub.takeRows()
  await heal()
})

const PATHS: Record<Dialect, { stream: string; whole: string }> = {
  claude: { stream: '/v1/messages', whole: '/v1/messages' },
  'openai-chat': { stream: '/v1/chat/completions', whole: '/v1/chat/completions' },
  'codex-responses': { stream: '/v1/responses', whole: '/v1/responses' },
  gemini: {
    stream: '/v1beta/models/m:streamGenerateContent?alt=sse',
    whole: '/v1beta/models/m:generateContent',
  },
}
const call = (dialect: Dialect, form: 'stream' | 'whole') =>
  hub.send(PATHS[dialect][form], {
    model: 'm',
    ...(form === 'stream' && { stream: true, stream_options: { include_usage: true } }),
  })

const answer = (contentType: string, ...steps: UpstreamStep[]) => {
  upstream.answer({ headers: [['content-type', contentType]], steps })
}
const SSE = 'text/event-stream'

/** The event that ends a broken stream, read as the dialect's clients read it. */
function readErrorEvent(dialect: Dialect, event: string): { message: string; kind: unknown } | null {
  const [, name, data = ''] = /^(?:event: (\S+)\n)?data: (.*?)\r?\n\r?\n$/s.exec(event) ?? []
  const body = JSON.parse(data) as Record<string, unknown>
  if (dialect === 'claude') expect(name).toBe('error')
  else if (dialect === 'codex-responses') {
    expect(name).toBe('response.failed')
    expect(body).toMatchObject({
      type: 'response.failed',
      response: { object: 'response', status: 'failed', error: {} },
    })
    const { error } = body.response as { error: { code: string; message: string } }
    return { message: error.message, kind: error.code }
  } else expect(name).toBeUndefined()
  return readError(dialect, body)
}

describe.each(DIALECTS)('an upstream of %s', (dialect) => {
  it.each([
    ['goes silent', [STALL], 'upstream_timeout'],
    ['resets', [{ pauseMs: 20 }, RESET], 'upstream_cut'],
    ['is cut', [{ pauseMs: 20 }, CUT], 'upstream_cut'],
    ['ends without its closing event', [], 'upstream_cut'],
  ] as [string, UpstreamStep[], string][])(
    'that %s in the middle of a stream: an error event ends it',
    async (_, fault, errorCode) => {
      const frames = withContent(dialect)
      answer(SSE, frames, ...fault)
      const { status, text, complete } = await call(dialect, 'stream')
      expect({ status, complete }).toEqual({ status: 200, complete: true })
      expect(text.startsWith(frames)).toBe(true)
      expect(text).not.toContain('[DONE]')
      expect(readErrorEvent(dialect, text.slice(frames.length))?.message).toMatch(/^The provider /)
      expect(await hub.takeRows()).toMatchObject([
        { status: 200, errorCode, interrupted: true, estimated: true },
      ])
    },
  )

  it('that breaks inside an event: the half one is closed before the error event', async () => {
    const frames = withContent(dialect)
    answer(SSE, `${frames}data: {"half`, { pauseMs: 20 }, RESET)
    const { text } = await call(dialect, 'stream')
    const [half, event = ''] = text.slice(frames.length).split(/(?<=half\n\n)/)
    expect(half).toBe('data: {"half\n\n')
    expect(readErrorEvent(dialect, event)).not.toBeNull()
    await hub.takeRows()
  })

  it('that breaks in a JSON answer too long to be held: the client sees a cut connection, never a whole answer', async () => {
    const long = `{"id":"${'x'.repeat(1_200_000)}`
    // A reset throws away what was not read yet, so a machine under load needs a while.
    answer('application/json', long, { pauseMs: 120 }, RESET)
    const { status, text, complete } = await call(dialect, 'whole')
    expect({ status, complete, same: text === long }).toEqual({ status: 200, complete: false, same: true })
    expect(await hub.takeRows()).toMatchObject([
      { status: 200, errorCode: 'upstream_cut', interrupted: true },
    ])
  })

  it('that refuses the hub’s credential: 502, and none of its words', async () => {
    for (const status of [401, 403]) {
      upstream.answer({
        status,
        headers: [['www-authenticate', 'Bearer']],
        steps: ['{"error":{"message":"Bad key sk-up…"}}'],
      })
      const refused = await call(dialect, 'whole')
      await heal()
      expect(refused.status).toBe(502)
      expect(refused.text).not.toContain('Bad key')
      expect(refused.headers['www-authenticate']).toBeUndefined()
      expect(readError(dialect, refused.json())?.message).toMatch(/credential/)
    }
    expect(await hub.takeRows()).toMatchObject([{ status: 502, errorCode: 'upstream_auth' }, { status: 502 }])
  })

  it('that refuses: its status, words and retry-after go through', async () => {
    const statuses = [400, 404, 413, 429, 500, 503, 529]
    const body = '<html>\r\nbusy</html>'
    const headers = [
      ['content-type', 'text/html'],
      ['retry-after', '3'],
    ] as const
    for (const status of statuses) {
      upstream.answer({ status, headers, steps: [body] })
      const refused = await call(dialect, 'stream')
      await heal()
      expect(refused).toMatchObject({ status, text: body })
      expect(refused.headers).toMatchObject({ 'content-type': 'text/html', 'retry-after': '3' })
    }
    const expected = statuses.map((status) => ({
      status,
      errorCode: `http_${String(status)}`,
      interrupted: false,
    }))
    const rows = await hub.takeRows()
    expect(rows.sort((a, b) => a.status - b.status)).toMatchObject(expected)
  })
})

describe('a stream that is complete although something is missing', () => {
  it('chat: a finish reason without [DONE]', async () => {
    const whole = readyAnswer('openai-chat', 'text', 'stream').bytes.toString()
    const text = whole.slice(0, whole.lastIndexOf('data: [DONE]'))
    answer(SSE, text)
    expect((await call('openai-chat', 'stream')).text).toBe(text)
    expect(await hub.takeRows()).toMatchObject([{ errorCode: null, interrupted: false }])
  })

  it.each(DIALECTS)('%s: no blank line after the last event', async (dialect) => {
    const text = readyAnswer(dialect, 'text', 'stream').bytes.toString().trimEnd()
    answer(SSE, text)
    expect((await call(dialect, 'stream')).text).toBe(text)
    expect(await hub.takeRows()).toMatchObject([
      { errorCode: null, interrupted: false, usage: readyAnswer(dialect, 'text', 'stream').usage },
    ])
  })

  it('gemini: an error body under the content type of a stream, as Google sends it', async () => {
    const body =
      '{\n  "error": {\n    "code": 400,\n    "message": "no",\n    "status": "INVALID_ARGUMENT"\n  }\n}\n'
    upstream.answer({ status: 400, headers: [['content-type', SSE]], steps: [body] })
    expect(await call('gemini', 'stream')).toMatchObject({ status: 400, text: body })
    expect(await hub.takeRows()).toMatchObject([{ status: 400, errorCode: 'INVALID_ARGUMENT' }])
  })
})
