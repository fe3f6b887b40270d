import { createTRPCClient, httpBatchLink } from '@trpc/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_TOKEN, startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import type { AppRouter } from '#server/trpc/router'

describe('automation with the typed client', () => {
  let hub: HubHarness
  beforeAll(async () => {
    hub = await startHub()
  })
  afterAll(() => hub.close())

  const client = (token: string) =>
    createTRPCClient<AppRouter>({
      links: [
        httpBatchLink({ url: `${hub.origin}/api/trpc`, headers: { authorization: `Bearer ${token}` } }),
      ],
    })

  it('needs one import and makes a user with a key', async () => {
    const api = client(ADMIN_TOKEN)
    const user = await api.users.create.mutate({ name: 'Robot', limits: { usdDay: 2.5 } })
    const { key } = await api.keys.create.mutate({ userId: user.id, name: 'ci' })
    expect(key).toMatch(/^sk-cch-/)
    const [read, keys] = await Promise.all([
      api.users.get.query({ id: user.id }),
      api.keys.list.query({ userId: user.id }),
    ])
    expect(read.limits.usdDay).toBe(2.5)
    expect(JSON.stringify(keys)).not.toContain(key)
  })

  it('is refused with another token', async () => {
    await expect(client('not-the-admin-token').auth.check.query()).rejects.toThrow('wrong')
  })
})
