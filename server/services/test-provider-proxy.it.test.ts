import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { startSocksProxy } from '#server/testing/proxies'
import type { TestProxy } from '#server/testing/proxies'
import { runtimeProvider } from '#server/testing/runtime-provider'
import { createTestProvider } from './test-provider'

let upstream: FakeUpstream
let proxy: TestProxy

beforeAll(async () => {
  ;[upstream, proxy] = await Promise.all([startFakeUpstream(), startSocksProxy()])
  upstream.answer({ steps: ['{"data":[{"id":"m"}]}'] })
})
beforeEach(() => {
  proxy.refusal = null
})
afterAll(() => Promise.all([upstream.close(), proxy.close()]))

function test() {
  const provider = runtimeProvider({
    baseUrl: upstream.origin,
    proxyUrl: `socks5h://user:hunter2@127.0.0.1:${String(proxy.port)}`,
    proxyFallbackDirect: true,
  })
  const providers = { loadRuntime: () => Promise.resolve([provider]) }
  return createTestProvider({ providers, monotonicMs: () => performance.now() })(provider.id)
}

it('tests a provider through its proxy', async () => {
  expect(await test()).toMatchObject({ ok: true, models: ['m'] })
  expect(proxy.asked).toHaveLength(1)
})

it('tells of a proxy that fails, also where requests would go around it', async () => {
  proxy.refusal = 4
  const result = await test()
  expect(result).toMatchObject({ ok: false, status: null })
  expect(result.message).toBe('The proxy could not reach the host behind it (host unreachable).')
})
