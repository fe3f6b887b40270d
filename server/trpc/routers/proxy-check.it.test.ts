import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { startSocksProxy } from '#server/testing/proxies'
import type { TestProxy } from '#server/testing/proxies'

let api: AdminApiServer
let upstream: FakeUpstream
let proxy: TestProxy
beforeAll(async () => {
  ;[api, upstream, proxy] = await Promise.all([startAdminApi(), startFakeUpstream(), startSocksProxy()])
})
afterAll(() => Promise.all([api.close(), upstream.close(), proxy.close()]))

const PASSWORD = 'hunter2-of-the-proxy'
const check = (input: object = {}) =>
  api.call('POST', '/providers/proxy-check', {
    proxyUrl: `socks5h://user:${PASSWORD}@127.0.0.1:${String(proxy.port)}`,
    baseUrl: upstream.origin,
    ...input,
  })

describe('FR-034: checking a proxy before it is used', () => {
  it('connects through it and sends nothing', async () => {
    expect(await check()).toMatchObject({ status: 200, body: { ok: true, reason: null } })
    expect(proxy.asked).toHaveLength(1)
    expect(upstream.requests).toHaveLength(0)
  })

  it('says what failed', async () => {
    proxy.refusal = 4
    expect((await check()).body).toMatchObject({ ok: false, reason: 'target' })
    proxy.refusal = null
  })

  it('refuses what cannot be a proxy, with the field', async () => {
    const answer = await check({ proxyUrl: 'ftp://proxy' })
    expect(answer).toMatchObject({ status: 400 })
    expect(answer.body.message).toMatch(/^proxyUrl: must begin with/)
  })

  it('never repeats the password', () => {
    expect(api.answers.filter((text) => text.includes(PASSWORD))).toEqual([])
  })
})
