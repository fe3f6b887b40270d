import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { send } from '#server/testing/http-client'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'

let hub: HubHarness
beforeAll(async () => {
  hub = await startHub()
})
afterAll(() => hub.close())

/** What a bare socket is answered until the other side closes it. */
function exchange(text: string): Promise<{ answer: string; ms: number }> {
  const { port, hostname } = new URL(hub.origin)
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    let answer = ''
    socket.on('data', (chunk) => (answer += chunk.toString()))
    socket.on('close', () => resolve({ answer, ms: performance.now() - startedAt }))
    socket.on('error', reject)
    socket.write(text)
  })
}
const upgrade = (path: string, more = '') =>
  `GET ${path} HTTP/1.1\r\nHost: hub\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more}\r\n`

describe('a WebSocket upgrade', () => {
  it.each(['', 'Authorization: Bearer sk-cch-x\r\nOpenAI-Beta: responses_websockets=2026-02-06\r\n'])(
    'on /v1/responses is answered 426 at once (%j)',
    async (headers) => {
      const { answer, ms } = await exchange(upgrade('/v1/responses', headers))
      expect(answer).toMatch(/^HTTP\/1\.1 426 Upgrade Required\r\n/)
      expect(answer).toMatch(/\r\nConnection: close\r\n/i)
      const body = answer.slice(answer.indexOf('\r\n\r\n') + 4)
      expect(JSON.parse(body)).toMatchObject({
        error: { type: 'invalid_request_error', param: null, code: 'upgrade_not_supported' },
      })
      expect(answer).toContain(`Content-Length: ${String(body.length)}`)
      expect(ms).toBeLessThan(1_000)
    },
  )

  it('elsewhere is refused too', async () => {
    expect((await exchange(upgrade('/anything'))).answer).toMatch(/^HTTP\/1\.1 404 /)
  })
})

describe('a probe', () => {
  it.each([
    ['HEAD', '/', ''],
    ['HEAD', '/v1', ''],
    ['GET', '/v1', '{"status":"ok"}'],
    ['GET', '/v1/', '{"status":"ok"}'],
    ['GET', '/v1?x=1', '{"status":"ok"}'],
    ['GET', '/v1beta', '{"status":"ok"}'],
  ])('%s %s is answered without a key', async (method, path, text) => {
    expect(await send(`${hub.origin}${path}`, { method })).toMatchObject({ status: 200, text })
  })

  it('leaves no row', async () => {
    expect(await hub.takeRows()).toEqual([])
  })

  it.each(['/healthz', '/readyz'])('%s says that all is well', async (path) => {
    expect((await send(`${hub.origin}${path}`, { method: 'GET' })).status).toBe(200)
  })

  it('HEAD /v1/models is a GET without a body', async () => {
    expect(await hub.send('/v1/models', undefined, { method: 'HEAD' })).toMatchObject({
      status: 200,
      text: '',
    })
    expect((await send(`${hub.origin}/v1/models`, { method: 'HEAD' })).status).toBe(401)
  })
})
