import { createServer as createHttpServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHttpProxy, startSocksProxy } from '#server/testing/proxies'
import type { TestProxy } from '#server/testing/proxies'
import {
  CREDENTIALS,
  failureOf,
  get,
  KINDS,
  listen,
  poolOf,
  portOf,
  startProxy,
  TLS,
  USER_INFO,
} from './proxy-fixtures'

/** The ways out over real sockets: this test is the client, the proxies and the hosts behind them. */

/** The second half of a stream comes when the client has the first. */
let sendRest: () => unknown = () => undefined
const handler: RequestListener = (request, response) => {
  if (request.url === '/stream') {
    response.write('one ')
    sendRest = () => response.end('two')
  } else response.end(`reached by ${request.headers.host ?? ''}`)
}
const http = createHttpServer(handler)
const https = createHttpsServer(TLS, handler)
const onIpv6 = createHttpServer(handler)
const hasIpv6 = await listen(onIpv6, '::1')
const sniNames: unknown[] = []
https.on('secureConnection', (socket: { servername?: unknown }) => sniNames.push(socket.servername))

beforeAll(async () => {
  await listen(http)
  await listen(https)
})
afterAll(() => {
  for (const server of [http, https, onIpv6]) {
    server.closeAllConnections()
    server.close()
  }
})

const httpOrigin = () => `http://127.0.0.1:${portOf(http)}`
const httpsOrigin = () => `https://127.0.0.1:${portOf(https)}`

describe.each(KINDS)('through a proxy of scheme %s', (scheme, start) => {
  const urlOf = (proxy: TestProxy, userInfo = '') => `${scheme}://${userInfo}127.0.0.1:${String(proxy.port)}`

  it.each([
    ['http', httpOrigin],
    ['https', httpsOrigin],
  ])('two requests to an %s host share one tunnel, and an answer streams', async (_, origin) => {
    const proxy = await startProxy(start)
    const pool = poolOf(origin(), { proxyUrl: urlOf(proxy) })
    expect(await get(pool)).toBe(`reached by ${new URL(origin()).host}`)
    const { body } = await pool.request({ method: 'GET', path: '/stream' })
    let text = ''
    for await (const chunk of body) {
      text += String(chunk)
      if (text === 'one ') sendRest()
    }
    expect(text).toBe('one two')
    expect(proxy.asked).toEqual([new URL(origin()).host.replace(':', ' ')])
    expect(proxy.openSockets()).toBe(1)
    await pool.close()
    await expect.poll(() => proxy.openSockets()).toBe(0)
  })

  it('the credentials are given, percent-decoded', async () => {
    const proxy = await startProxy(start, { credentials: CREDENTIALS })
    expect(await get(poolOf(httpOrigin(), { proxyUrl: urlOf(proxy, USER_INFO) }))).toMatch('reached')
  })

  it.runIf(hasIpv6)('an IPv6 address is reached', async () => {
    const proxy = await startProxy(start)
    const origin = `http://[::1]:${portOf(onIpv6)}`
    expect(await get(poolOf(origin, { proxyUrl: urlOf(proxy) }))).toMatch('reached')
    expect(proxy.asked).toEqual([`::1 ${portOf(onIpv6)}`])
  })

  it.each(['http://169.254.169.254', 'http://[::ffff:a9fe:a9fe]', 'http://metadata.google.internal'])(
    '%s is forbidden, and the proxy hears nothing of it',
    async (origin) => {
      const proxy = await startProxy(start)
      const pool = poolOf(origin, { proxyUrl: urlOf(proxy), fallbackDirect: true })
      expect(await failureOf(pool)).toMatchObject({ code: 'FORBIDDEN_ADDRESS' })
      expect(proxy.openSockets()).toBe(0)
    },
  )

  it('a forbidden address is no place for a proxy either', async () => {
    const proxyUrl = `${scheme}://0xa9fea9fe:1080`
    const error = await failureOf(poolOf(httpOrigin(), { proxyUrl, fallbackDirect: true }))
    expect(error).toMatchObject({ code: 'FORBIDDEN_ADDRESS' })
  })
})

describe('names', () => {
  it.each([
    ['http', 'name.test'],
    ['socks5h', 'name.test'],
  ])('are left to %s proxies, and named to the host', async (scheme, name) => {
    const proxy = await startProxy(scheme === 'http' ? startHttpProxy : startSocksProxy)
    sniNames.length = 0
    const origin = `https://${name}:${portOf(https)}`
    expect(await get(poolOf(origin, { proxyUrl: `${scheme}://127.0.0.1:${String(proxy.port)}` }))).toMatch(
      name,
    )
    expect(proxy.asked).toEqual([`${name} ${portOf(https)}`])
    expect(sniNames).toEqual([name])
  })

  it('are looked up here for socks5', async () => {
    const proxy = await startProxy(startSocksProxy)
    sniNames.length = 0
    const origin = `https://localhost:${portOf(https)}`
    expect(await get(poolOf(origin, { proxyUrl: `socks5://localhost:${String(proxy.port)}` }))).toMatch(
      'localhost',
    )
    expect(proxy.asked).toEqual([`127.0.0.1 ${portOf(https)}`])
    expect(sniNames).toEqual(['localhost'])
  })
})
