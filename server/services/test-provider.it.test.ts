import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PROVIDER_TYPES } from '#server/domain/provider'
import type { ProviderType, RuntimeProvider } from '#server/domain/provider'
import { runtimeProvider } from '#server/testing/runtime-provider'
import { createTestProvider } from './test-provider'

const CANARY = 'canary-credential-4711'

let seen: { method: string; url: string; headers: IncomingMessage['headers'] }[] = []
let answer: (req: IncomingMessage, res: ServerResponse) => void = () => undefined
const upstream = createServer((req, res) => {
  seen.push({ method: req.method ?? '', url: req.url ?? '', headers: req.headers })
  answer(req, res)
})
let baseUrl = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  // A listening TCP server's address is an object; a string stands for pipes.
  baseUrl = `http://127.0.0.1:${String((upstream.address() as AddressInfo).port)}`
})
afterAll(() => {
  upstream.closeAllConnections()
  upstream.close()
})
beforeEach(() => {
  seen = []
})

const json = (status: number, body: unknown, headers: Record<string, string> = {}) => {
  answer = (_req, res) => {
    res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  }
}

function test(patch: Partial<RuntimeProvider>) {
  const provider = runtimeProvider({ name: 'P', baseUrl, credential: CANARY, ...patch })
  const providers = { loadRuntime: () => Promise.resolve([provider]) }
  return createTestProvider({ providers, monotonicMs: () => performance.now() })('p1')
}

const EXPECTED: Record<ProviderType, { path: string; header: string; value: string }> = {
  claude: { path: '/v1/models', header: 'x-api-key', value: CANARY },
  'claude-auth': { path: '/v1/models', header: 'authorization', value: `Bearer ${CANARY}` },
  codex: { path: '/v1/models', header: 'authorization', value: `Bearer ${CANARY}` },
  'openai-compatible': { path: '/v1/models', header: 'authorization', value: `Bearer ${CANARY}` },
  gemini: { path: '/v1beta/models', header: 'x-goog-api-key', value: CANARY },
  'gemini-cli': { path: '/v1internal:loadCodeAssist', header: 'authorization', value: `Bearer ${CANARY}` },
}

describe('testing a connection', () => {
  it.each(PROVIDER_TYPES)('asks a %s provider in its own way', async (type) => {
    json(200, type === 'gemini' ? { models: [{ name: 'models/m-1' }] } : { data: [{ id: 'm-1' }] })
    const result = await test({ type, baseUrl: `${baseUrl}/v1` })
    expect(result).toMatchObject({ ok: true, status: 200, models: type === 'gemini-cli' ? [] : ['m-1'] })
    expect(seen).toHaveLength(1)
    expect(seen[0]).toMatchObject({ url: EXPECTED[type].path })
    expect(seen[0]?.headers[EXPECTED[type].header]).toBe(EXPECTED[type].value)
    expect(JSON.stringify(result)).not.toContain(CANARY)
  })

  it('tells a refused credential, without the words of the provider', async () => {
    json(401, { error: { message: `Incorrect API key provided: ${CANARY}` } })
    const result = await test({})
    expect(result).toMatchObject({ ok: false, status: 401, models: [] })
    expect(result.message).toMatch(/refuses the credential/)
    expect(JSON.stringify(result)).not.toContain(CANARY)
  })

  it('does not follow a redirect', async () => {
    json(302, {}, { location: `${baseUrl}/elsewhere` })
    expect((await test({})).message).toMatch(/redirects are not followed/)
    expect(seen).toHaveLength(1)
  })

  it('tells an answer that is not a list of models', async () => {
    answer = (_req, res) => res.writeHead(200, { 'content-type': 'text/html' }).end('<html>')
    expect(await test({})).toMatchObject({ ok: false, status: 200 })
  })

  it('reads no more than a megabyte', async () => {
    answer = (_req, res) => {
      const flood = () => {
        while (!res.destroyed && res.write('x'.repeat(65_536)));
        if (!res.destroyed) res.once('drain', flood)
      }
      flood()
    }
    expect(await test({})).toMatchObject({ ok: false, status: 200 })
  })

  it.each([
    ['nothing listens', 'http://127.0.0.1:1', /Nothing listens/],
    ['the name does not exist', 'http://no-such-host.invalid', /host name/],
    ['a metadata address', 'http://169.254.169.254', /never calls/],
  ])('says what is wrong: %s', async (_case, url, message) => {
    const result = await test({ baseUrl: url })
    expect(result).toMatchObject({ ok: false, status: null })
    expect(result.message).toMatch(message)
  })

  it('says when the connection is cut', async () => {
    answer = (req) => req.socket.destroy()
    expect((await test({})).message).toMatch(/cut before an answer/)
  })

  it('knows no provider of another id', async () => {
    const providers = { loadRuntime: () => Promise.resolve([]) }
    await expect(createTestProvider({ providers, monotonicMs: () => 0 })('p1')).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})
