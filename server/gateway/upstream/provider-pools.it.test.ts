import { setImmediate } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { startFakeUpstream, STALL } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { startHttpProxy, startSocksProxy } from '#server/testing/proxies'
import type { TestProxy } from '#server/testing/proxies'
import { runtimeProvider } from '#server/testing/runtime-provider'
import { createProviderPools } from './provider-pools'
import type { ProviderPools } from './provider-pools'

let upstream: FakeUpstream
let web: TestProxy
let socks: TestProxy
let pools: ProviderPools
const warnings: unknown[] = []

beforeAll(async () => {
  upstream = await startFakeUpstream()
})
afterAll(() => upstream.close())
beforeEach(async () => {
  upstream.answer({ steps: ['{}'] })
  ;[web, socks] = await Promise.all([startHttpProxy(), startSocksProxy()])
  warnings.length = 0
  pools = createProviderPools({ log: { warn: (...line: unknown[]) => void warnings.push(line) } })
})
afterEach(async () => {
  await pools.close()
  await Promise.all([web.close(), socks.close()])
})

const urlOf = (scheme: string, { port }: TestProxy) => `${scheme}://user:hunter2@127.0.0.1:${String(port)}`

async function call(provider: Parameters<ProviderPools['get']>[0]): Promise<number> {
  const { statusCode, body } = await pools
    .get(provider, upstream.origin)
    .request({ method: 'GET', path: '/', origin: upstream.origin })
  await body.text()
  // undici gives a connection back one turn of the event loop after its answer.
  await setImmediate()
  return statusCode
}

it('keeps one pool for each provider, which keeps its tunnel', async () => {
  const provider = runtimeProvider({ proxyUrl: urlOf('http', web) })
  expect(pools.get(provider, upstream.origin)).toBe(pools.get({ ...provider }, upstream.origin))
  expect([await call(provider), await call(provider)]).toEqual([200, 200])
  expect(web.asked).toHaveLength(1)
  await call({ ...provider, id: 'p2' })
  expect(web.asked).toHaveLength(2)
})

it('changes to another proxy at once, and lets the old one finish', async () => {
  const provider = runtimeProvider({ proxyUrl: urlOf('http', web) })
  upstream.answer({ steps: ['first ', { pauseMs: 200 }, 'last'] })
  const slow = await pools
    .get(provider, upstream.origin)
    .request({ method: 'GET', path: '/', origin: upstream.origin })
  const changed = { ...provider, proxyUrl: urlOf('socks5', socks) }
  await call(changed)
  expect(socks.asked).toHaveLength(1)
  expect(await slow.body.text()).toBe('first last')
  await expect.poll(() => web.openSockets()).toBe(0)

  await call({ ...changed, proxyUrl: null })
  await expect.poll(() => socks.openSockets()).toBe(0)
})

it('goes direct where that is allowed, says so once, and forgets it when the provider changes', async () => {
  web.refusal = 407
  const strict = runtimeProvider({ proxyUrl: urlOf('http', web) })
  await expect(call(strict)).rejects.toMatchObject({ code: 'PROXY_FAILED', reason: 'authentication' })

  const lenient = { ...strict, proxyFallbackDirect: true }
  expect([await call(lenient), await call(lenient)]).toEqual([200, 200])
  expect(warnings).toHaveLength(1)
  expect(JSON.stringify(warnings)).toContain('HTTP 407')
  expect(JSON.stringify(warnings)).not.toContain('hunter2')

  web.refusal = null
  await call(strict)
  expect(web.asked).toHaveLength(1)
})

it('closes the pools of providers that are gone, and at the end everything', async () => {
  const [gone, stays] = ['gone', 'stays'].map((id) => runtimeProvider({ id, proxyUrl: urlOf('http', web) }))
  if (!gone || !stays) throw new Error('two providers')
  await Promise.all([call(gone), call(stays)])
  pools.retain(new Set(['stays']))
  await expect.poll(() => web.openSockets()).toBe(1)
  upstream.answer({ steps: ['x', STALL] })
  const hanging = call(stays)
  await expect.poll(() => upstream.underWay()).toBe(1)
  await Promise.all([pools.close(), expect(hanging).rejects.toThrow()])
  await expect.poll(() => web.openSockets()).toBe(0)
})
