import type { Server } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { inspect } from 'node:util'
import { Pool } from 'undici'
import { afterEach, expect } from 'vitest'
import { startHttpProxy, startSocksProxy } from '#server/testing/proxies'
import type { TestProxy, TestProxyOptions } from '#server/testing/proxies'
import { selfSigned } from '#server/testing/self-signed'
import { outgoingConnect } from './proxy-connect'
import type { OutgoingOptions } from './proxy-connect'

/** What the tests of outgoing connections share: real sockets on loopback, ended after each test. */

export const TLS = selfSigned(['127.0.0.1', 'localhost', 'name.test'])
export const CREDENTIALS = { user: 'us@er', password: 'pa:ss/wörd-4711' }
export const USER_INFO = `${encodeURIComponent(CREDENTIALS.user)}:${encodeURIComponent(CREDENTIALS.password)}@`

type StartProxy = (options?: TestProxyOptions) => Promise<TestProxy>
export const KINDS: [scheme: string, start: StartProxy][] = [
  ['http', startHttpProxy],
  ['https', (options) => startHttpProxy({ ...options, tls: TLS })],
  ['socks5', startSocksProxy],
  ['socks5h', startSocksProxy],
]

const toEnd: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(toEnd.splice(0).map((end) => end()))
})

/** @returns false when the machine has no such address */
export function listen(server: Server, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    server
      .once('error', () => {
        resolve(false)
      })
      .listen(0, host, () => {
        resolve(true)
      })
  })
}

// A listening TCP server's address is an object; a string stands for pipes.
export const portOf = (server: Server): string => String((server.address() as AddressInfo).port)

/** For the one test. */
export async function listenForTest(server: Server): Promise<void> {
  await listen(server)
  toEnd.push(() => Promise.resolve(server.close()))
}

export async function startProxy(start: StartProxy, options?: TestProxyOptions): Promise<TestProxy> {
  const proxy = await start(options)
  toEnd.push(() => proxy.close())
  return proxy
}

export function poolOf(origin: string, options: Partial<OutgoingOptions>): Pool {
  const defaults = { proxyUrl: null, fallbackDirect: false, timeoutMs: 5_000, ca: TLS.cert }
  const pool = new Pool(origin, { connect: outgoingConnect({ ...defaults, ...options }) })
  toEnd.push(() => pool.destroy())
  return pool
}

export async function get(pool: Pool): Promise<string> {
  const { body } = await pool.request({ method: 'GET', path: '/' })
  const text = await body.text()
  // undici gives a connection back one turn of the event loop after its answer.
  await setImmediate()
  return text
}

/** The error of a request that cannot get through. It is checked for the proxy's credentials in every form. */
export async function failureOf(pool: Pool): Promise<unknown> {
  const error: unknown = await get(pool).then(
    () => expect.unreachable('the request got through'),
    (reason: unknown) => reason,
  )
  const everything = inspect(error, { depth: 10, showHidden: true })
  for (const secret of [CREDENTIALS.password, encodeURIComponent(CREDENTIALS.password), 'wörd', 'us@er'])
    expect(everything).not.toContain(secret)
  return error
}
