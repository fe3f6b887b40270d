import { afterAll, beforeAll, expect, it } from 'vitest'
import { gaugesOf } from '#server/domain/gauges'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer } from '#server/testing/admin-api-server'

let api: AdminApiServer
beforeAll(async () => {
  api = await startAdminApi()
})
afterAll(() => api.close())

const NANO_PER_USD = 1e9

/** As the data plane spends: reserve and settle. */
async function spend(userId: string, usd: number): Promise<void> {
  const { spend: state, stores } = api.harness
  const user = await stores.users.get(userId)
  if (!user) throw new Error('There is no such user')
  const subject = { kind: 'user', id: userId } as const
  const nowMs = Date.now()
  const resetAtMs = user.limitsResetAt?.getTime() ?? null
  const gauges = gaugesOf(subject, user.limits, { nowMs, timeZone: 'UTC', resetAtMs })
  const requestId = `request ${String(usd)}`
  const intent = { row: '', nanoUsd: 0, startedAtMs: nowMs, subjects: [subject] }
  const claims = gauges.map((gauge) => ({ gauge, amount: gauge.unit === 'requests' ? 1 : NANO_PER_USD }))
  await state.reserve({ requestId, nowMs, claims, leases: [], intent })
  await state.settle({
    requestId,
    startedAtMs: nowMs,
    nanoUsd: usd * NANO_PER_USD,
    subjects: [subject],
    gauges,
    dismiss: [],
    row: null,
  })
}

it('FR-011: tells what is used and left of each limit, and when it resets', async () => {
  const limits = { rpm: 60, usdDay: '5.5', usdWeek: 2, usdTotal: 100 }
  const { id } = await api.create('/users', { name: 'Ada', limits })
  await spend(id, 3)
  const { body } = await api.call('GET', `/users/${id}/quota`)
  const none = { windowStart: null, resetsAt: null }
  const date = expect.stringMatching(/T00:00:00.000Z$/) as string
  const window = { windowStart: date, resetsAt: date }
  expect(body.limits).toEqual([
    { name: 'rpm', unit: 'requests', limit: '60', used: '1', remaining: '59', ...none },
    { name: 'usdDay', unit: 'usd', limit: '5.5', used: '3', remaining: '2.5', ...window },
    { name: 'usdWeek', unit: 'usd', limit: '2', used: '3', remaining: '0', ...window },
    { name: 'usdTotal', unit: 'usd', limit: '100', used: '3', remaining: '97', ...none },
  ])

  const reset = await api.create(`/users/${id}/quota/reset`, {})
  expect(reset.limits).toMatchObject([{ used: '0' }, { used: '0' }, { used: '0' }, { used: '0' }])
  expect((await api.call('GET', `/users/${id}`)).body.limitsResetAt).not.toBeNull()
  await spend(id, 1)
  expect((await api.call('GET', `/users/${id}/quota`)).body.limits).toMatchObject([
    { used: '1' },
    { used: '1' },
    { used: '1' },
    { used: '1' },
  ])
})

it('keys and providers have quotas of their own', async () => {
  const { id: userId } = await api.create('/users', { name: 'Bob', allowedClients: ['codex'] })
  const key = await api.create('/keys', { userId, name: 'k', limits: { usd5h: 1 } })
  const provider = await api.create('/providers', {
    name: 'P',
    type: 'claude',
    baseUrl: 'https://api.example.com',
    apiKey: 'k',
    limits: { usdMonth: 7, rpm: 9 },
  })
  expect(provider.limits).toMatchObject({ usdMonth: 7, rpm: 9, usdDay: null, dayMode: 'fixed' })
  const patched = await api.call('PATCH', `/providers/${provider.id}`, { limits: { rpm: null } })
  expect(patched.body.limits).toMatchObject({ usdMonth: 7, rpm: null })
  for (const [path, name] of [
    [`/keys/${key.id}/quota`, 'usd5h'],
    [`/providers/${provider.id}/quota`, 'usdMonth'],
  ]) {
    expect((await api.call('GET', String(path))).body.limits).toMatchObject([{ name, used: '0' }])
    expect((await api.call('POST', `${String(path)}/reset`, {})).status).toBe(200)
  }
  expect((await api.call('GET', `/users/${userId}/quota`)).body).toEqual({ limits: [] })
  expect((await api.call('GET', `/users/${userId}`)).body.allowedClients).toEqual(['codex'])
  const totals = { requests: 0, errors: 0, inputTokens: 0, outputTokens: 0, costUsd: '0' }
  expect((await api.call('GET', `/users/${userId}/usage`)).body).toEqual({ today: totals, month: totals })
})

it('refuses a limit that could not be counted exactly', async () => {
  const { status, body } = await api.call('POST', '/users', {
    name: 'Rich',
    limits: { usdTotal: '9000000.01' },
  })
  expect(status).toBe(400)
  expect(body.message).toBe('limits.usdTotal: must be at most 9000000 USD; leave it empty for no limit')
})
