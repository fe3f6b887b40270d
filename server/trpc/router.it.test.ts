import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAdminHarness } from '#server/testing/admin-harness'
import type { AdminHarness } from '#server/testing/admin-harness'
import type { Viewer } from './context'
import { createAdminCaller } from './router'

let harness: AdminHarness
beforeAll(async () => {
  harness = await createAdminHarness()
})
afterAll(() => harness.close())

const callAs = (viewer: Viewer | null) =>
  createAdminCaller({ viewer, services: harness.services, ip: '127.0.0.1' })

describe('calling inside the process, as the console does', () => {
  it('is refused without a session, before anything is read', async () => {
    const caller = callAs(null)
    await expect(caller.auth.check()).rejects.toMatchObject({ name: 'TRPCError', code: 'UNAUTHORIZED' })
    await expect(caller.users.get({ id: 'x' })).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })

  it('gives plain JSON', async () => {
    const caller = callAs({ kind: 'admin' })
    const user = await caller.users.create({
      name: 'Ada',
      expiresAt: '2030-01-01',
      limits: { usdWeek: '2.50' },
    })
    const { key } = await caller.keys.create({ userId: user.id, name: 'laptop' })
    expect(key).toMatch(/^sk-cch-/)
    const page = await caller.keys.list({ userId: user.id })
    for (const output of [user, page, await caller.overview.get({})])
      expect(JSON.parse(JSON.stringify(output))).toEqual(output)
    expect(user).toMatchObject({ expiresAt: '2030-01-01T00:00:00.000Z', limits: { usdWeek: 2.5 } })
  })

  it('names the fields that are wrong, in the message and as data', async () => {
    const caller = callAs({ kind: 'admin' })
    const refused = caller.providers.create({ name: '', type: 'claude', baseUrl: 'x', apiKey: 'y' })
    await expect(refused).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: 'name: must not be empty',
      cause: { issues: [{ path: 'name', message: 'must not be empty' }] },
    })
    const unusable = caller.providers.create({ name: 'P', type: 'claude', baseUrl: 'x', apiKey: 'y' })
    await expect(unusable).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      cause: { issues: [{ path: 'baseUrl' }] },
    })
    const twin = caller.users.create({ name: 'ADA' })
    await expect(twin).rejects.toMatchObject({ code: 'CONFLICT', cause: { issues: [{ path: 'name' }] } })
  })

  it('stops the keys of a removed user', async () => {
    const caller = callAs({ kind: 'admin' })
    const user = await caller.users.create({ name: 'Leaving' })
    const { id, key } = await caller.keys.create({ userId: user.id, name: 'k' })
    expect(await caller.users.remove({ id: user.id })).toEqual({ id: user.id })
    await expect(caller.keys.get({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await harness.stores.apiKeys.findByDigest(harness.secrets.digestKey(key))).toBeNull()
  })
})
