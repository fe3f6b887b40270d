import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import type { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHttpProxy, startSocksProxy } from '#server/testing/proxies'
import type { TestProxy } from '#server/testing/proxies'
import { selfSigned } from '#server/testing/self-signed'
import { FAILED_PROXY_MS, outgoingConnect } from './proxy-connect'
import {
  CREDENTIALS,
  failureOf,
  get,
  KINDS,
  listen,
  listenForTest,
  poolOf,
  portOf,
  startProxy,
  TLS,
  USER_INFO,
} from './proxy-fixtures'

/** How proxies fail, over real sockets, and what is done about it. */

const http = createHttpServer((_, response) => response.end('reached'))
beforeAll(() => listen(http))
afterAll(() => {
  http.closeAllConnections()
  http.close()
})
const httpOrigin = () => `http://127.0.0.1:${portOf(http)}`

describe.each(KINDS)('a proxy of scheme %s', (scheme, start) => {
  const urlOf = (proxy: TestProxy, userInfo = '') => `${scheme}://${userInfo}127.0.0.1:${String(proxy.port)}`

  it.each([
    ['a wrong password', `${encodeURIComponent(CREDENTIALS.user)}:wr%C3%B6ng@`],
    ['no credentials', ''],
  ])('%s is told from everything else', async (_, userInfo) => {
    const proxy = await startProxy(start, { credentials: CREDENTIALS })
    const error = await failureOf(poolOf(httpOrigin(), { proxyUrl: urlOf(proxy, userInfo) }))
    expect(error).toMatchObject({ code: 'PROXY_FAILED', reason: 'authentication' })
    expect(proxy.asked).toEqual([])
    await expect.poll(() => proxy.openSockets()).toBe(0)
  })

  it('a dead proxy fails, or is gone around', async () => {
    const proxy = await start()
    await proxy.close()
    const proxyUrl = urlOf(proxy, USER_INFO)
    expect(await failureOf(poolOf(httpOrigin(), { proxyUrl }))).toMatchObject({
      code: 'PROXY_FAILED',
      reason: 'refused',
      message: expect.stringContaining('ECONNREFUSED') as string,
    })
    expect(await get(poolOf(httpOrigin(), { proxyUrl, fallbackDirect: true }))).toMatch('reached')
  })

  it('a silent proxy has until the deadline, half of it when there is another way', async () => {
    const proxy = await startProxy(start)
    proxy.mood = 'stall'
    const proxyUrl = urlOf(proxy, USER_INFO)
    const startedMs = performance.now()
    expect(await failureOf(poolOf(httpOrigin(), { proxyUrl, timeoutMs: 300 }))).toMatchObject({
      code: 'PROXY_FAILED',
      reason: 'timeout',
    })
    expect(performance.now() - startedMs).toBeGreaterThan(250)
    expect(performance.now() - startedMs).toBeLessThan(1_500)
    await expect.poll(() => proxy.openSockets()).toBe(0)
    expect(await get(poolOf(httpOrigin(), { proxyUrl, timeoutMs: 600, fallbackDirect: true }))).toMatch(
      'reached',
    )
    await expect.poll(() => proxy.openSockets()).toBe(0)
  })

  it('a proxy that hangs up, and a host that it cannot reach, are told apart', async () => {
    const proxy = await startProxy(start)
    proxy.mood = 'cut'
    const proxyUrl = urlOf(proxy, USER_INFO)
    expect(await failureOf(poolOf(httpOrigin(), { proxyUrl }))).toMatchObject({ reason: 'cut' })
    proxy.mood = 'work'
    expect(await failureOf(poolOf('http://127.0.0.1:1', { proxyUrl }))).toMatchObject({ reason: 'target' })
    proxy.refusal = scheme.startsWith('socks') ? 2 : 403
    expect(await failureOf(poolOf(httpOrigin(), { proxyUrl }))).toMatchObject({ reason: 'denied' })
  })

  it('something else than a proxy is seen as such', async () => {
    const other = createTcpServer((socket) => {
      socket.on('error', () => undefined)
      socket.write('220 mail.example ESMTP\r\n')
    })
    await listenForTest(other)
    const proxyUrl = `${scheme}://${USER_INFO}127.0.0.1:${portOf(other)}`
    expect(await failureOf(poolOf(httpOrigin(), { proxyUrl }))).toMatchObject({
      code: 'PROXY_FAILED',
      reason: scheme === 'https' ? 'tls' : 'protocol',
    })
  })

  it('the certificate of the host behind it must be right, and is no fault of the proxy', async () => {
    const proxy = await startProxy(start)
    const other = selfSigned(['elsewhere.test'])
    const imposter = createHttpsServer(other)
    await listenForTest(imposter)
    const origin = `https://127.0.0.1:${portOf(imposter)}`
    const ca = TLS.cert + other.cert
    const options = { proxyUrl: urlOf(proxy), fallbackDirect: true }
    expect(await failureOf(poolOf(origin, options))).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    expect(await failureOf(poolOf(origin, { ...options, ca }))).toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    })
    await expect.poll(() => proxy.openSockets()).toBe(0)
  })

  it('a host that stalls or cuts its handshake cannot hold the connection', async () => {
    const proxy = await startProxy(start)
    const held: Socket[] = []
    let hangUp = false
    const host = createTcpServer((socket) => {
      held.push(socket.on('error', () => undefined))
      if (hangUp) socket.once('data', () => socket.resetAndDestroy())
    })
    await listenForTest(host)
    const pool = poolOf(`https://127.0.0.1:${portOf(host)}`, { proxyUrl: urlOf(proxy), timeoutMs: 300 })
    expect(await failureOf(pool)).toMatchObject({ code: 'PROXY_FAILED', reason: 'timeout' })
    await expect.poll(() => proxy.openSockets()).toBe(0)
    hangUp = true
    expect(await failureOf(pool)).toMatchObject({ code: 'PROXY_FAILED', reason: 'cut' })
    for (const socket of held) socket.destroy()
  })
})

it('names that lead nowhere are the host’s failure for socks5, and the proxy’s own otherwise', async () => {
  const proxy = await startProxy(startSocksProxy)
  const proxyUrl = `socks5://127.0.0.1:${String(proxy.port)}`
  expect(await failureOf(poolOf('http://nowhere.invalid', { proxyUrl }))).toMatchObject({
    code: expect.stringMatching(/^E(NOTFOUND|AI_AGAIN)$/) as string,
  })
  expect(await failureOf(poolOf(httpOrigin(), { proxyUrl: 'http://nowhere.invalid' }))).toMatchObject({
    code: 'PROXY_FAILED',
    reason: 'dns',
  })
})

it('SOCKS credentials that are too long for the protocol are refused, not thrown where nobody listens', async () => {
  const proxy = await startProxy(startSocksProxy, { credentials: CREDENTIALS })
  const proxyUrl = `socks5://u:${'x'.repeat(256)}@127.0.0.1:${String(proxy.port)}`
  expect(await failureOf(poolOf(httpOrigin(), { proxyUrl }))).toMatchObject({ reason: 'authentication' })
})

it('a failed proxy with another way is left alone for a while, tried by one connection, and used when it is back', async () => {
  const proxy = await startProxy(startHttpProxy)
  const failures: string[] = []
  let nowMs = 0
  const connect = outgoingConnect({
    proxyUrl: `http://127.0.0.1:${String(proxy.port)}`,
    fallbackDirect: true,
    timeoutMs: 1_000,
    monotonicMs: () => nowMs,
    onFallback: ({ reason }) => failures.push(reason),
  })
  /** How long one connection takes, in milliseconds. */
  const connecting = () =>
    new Promise<number>((resolve, reject) => {
      const startedMs = performance.now()
      connect({ protocol: 'http:', hostname: '127.0.0.1', port: portOf(http) }, (error, socket) => {
        if (error) {
          reject(error)
          return
        }
        socket.destroy()
        resolve(performance.now() - startedMs)
      })
    })

  proxy.mood = 'stall'
  expect(await connecting()).toBeGreaterThan(450)
  expect(failures).toEqual(['timeout'])

  nowMs += FAILED_PROXY_MS - 1
  for (const took of await Promise.all([connecting(), connecting()])) expect(took).toBeLessThan(400)
  expect(failures).toHaveLength(1)

  nowMs += 1
  const [first, second] = await Promise.all([connecting(), connecting()])
  expect(first).toBeGreaterThan(450)
  expect(second).toBeLessThan(400)
  expect(failures).toHaveLength(2)

  proxy.mood = 'work'
  await connecting()
  expect(proxy.asked).toEqual([])
  nowMs += FAILED_PROXY_MS
  await connecting()
  await connecting()
  expect(proxy.asked).toHaveLength(2)
  expect(failures).toHaveLength(2)
})
