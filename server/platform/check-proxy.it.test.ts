import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startHttpProxy, startSocksProxy } from '#server/testing/proxies'
import type { TestProxy } from '#server/testing/proxies'
import { selfSigned } from '#server/testing/self-signed'
import { checkProxy } from './check-proxy'

const TLS = selfSigned(['localhost', '127.0.0.1'])
const credentials = { user: 'user', password: 'hunter2' }
const host = createServer(TLS)
let web: TestProxy
let socks: TestProxy
let target = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  // A listening TCP server's address is an object; a string stands for pipes.
  target = `https://127.0.0.1:${String((host.address() as AddressInfo).port)}/v1`
  web = await startHttpProxy({ credentials })
  socks = await startSocksProxy({ credentials })
})
beforeEach(() => {
  web.mood = 'work'
})
afterAll(async () => {
  await Promise.all([web.close(), socks.close()])
  host.close()
})

const check = (options: Partial<Parameters<typeof checkProxy>[0]> = {}) =>
  checkProxy({
    proxyUrl: `http://user:hunter2@127.0.0.1:${String(web.port)}`,
    target,
    timeoutMs: 5_000,
    ca: TLS.cert,
    ...options,
  })

it('measures how long it takes to the host, and lets go', async () => {
  for (const proxyUrl of [undefined, `socks5h://user:hunter2@127.0.0.1:${String(socks.port)}`]) {
    const result = await check(proxyUrl === undefined ? {} : { proxyUrl })
    expect(result).toMatchObject({ ok: true, reason: null })
    expect(result.latencyMs).toBeLessThan(5_000)
  }
  await expect.poll(() => web.openSockets() + socks.openSockets()).toBe(0)
})

it.each([
  ['refused', () => ({ proxyUrl: 'http://user:hunter2@127.0.0.1:1' }), /ECONNREFUSED/],
  ['dns', () => ({ proxyUrl: 'http://user:hunter2@proxy.invalid' }), /looked up/],
  ['authentication', () => ({ proxyUrl: `http://hunter2@127.0.0.1:${String(web.port)}` }), /407/],
  ['authentication', () => ({ proxyUrl: `socks5://a:hunter2@127.0.0.1:${String(socks.port)}` }), /password/],
  ['target', () => ({ target: 'https://127.0.0.1:1' }), /502/],
  ['forbidden', () => ({ target: 'https://169.254.169.254' }), /metadata/],
  ['tls', () => ({ ca: selfSigned(['other']).cert }), /behind the proxy failed \(DEPTH_ZERO/],
  ['tls', () => ({ proxyUrl: `https://user:hunter2@127.0.0.1:${String(web.port)}` }), /with the proxy/],
  ['protocol', () => ({ proxyUrl: `socks5://user:hunter2@127.0.0.1:${String(web.port)}` }), /protocol/],
  [
    'timeout',
    () => {
      web.mood = 'stall'
      return { timeoutMs: 100 }
    },
    /100 ms/,
  ],
])('says what is wrong: %s', async (reason, options, message) => {
  const result = await check(options())
  expect(result).toMatchObject({ ok: false, reason })
  expect(result.message).toMatch(message)
  expect(result.message).not.toContain('hunter2')
})
