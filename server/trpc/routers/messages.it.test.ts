import { afterAll, beforeAll, expect, it } from 'vitest'
import { gaugesOf } from '#server/domain/gauges'
import { createBudgetWatch } from '#server/services/budget-watch'
import { logRow } from '#server/stores/store-fixtures'
import { createRequestLogWriter } from '#server/stores/request-log-writer'
import { startAdminApi } from '#server/testing/admin-api-server'
import type { AdminApiServer, Answer } from '#server/testing/admin-api-server'
import { MAIL_PASSWORD, startHttpSink } from '#server/testing/message-sinks'
import type { HttpSink } from '#server/testing/message-sinks'

const PATH_CANARY = 'zq7canary-webhook-path'
const SECRET_CANARY = 'zq7canary-webhook-secret'

let api: AdminApiServer
let sink: HttpSink
beforeAll(async () => {
  api = await startAdminApi()
  sink = await startHttpSink()
})
afterAll(async () => {
  await sink.close()
  await api.close()
})

const itemsOf = ({ body }: Answer) => body.items as Record<string, unknown>[]

async function makeUser(name: string) {
  const user = await api.create('/users', { name })
  const { key } = await api.create('/keys', { userId: user.id, name: 'k' })
  const authorization = `Bearer ${String(key)}`
  const call = (method: string, path: string) =>
    api.send(`/api/actions${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
    })
  return { id: user.id, call }
}

it('messages reach those whom they are for, are read, and are counted', async () => {
  const [ada, bob] = [await makeUser('Ada'), await makeUser('Bob')]
  const all = await api.create('/notifications', { title: 'For everyone', body: 'Hello' })
  await api.create('/notifications', { title: 'For Ada', userIds: [ada.id], level: 'warning' })
  await api.create('/notifications', { title: 'Over', expiresAt: '2020-01-01' })
  const titles = async (who: typeof ada) =>
    itemsOf(await who.call('GET', '/notifications/inbox')).map(({ title }) => title)
  expect(await titles(ada)).toEqual(['For Ada', 'For everyone'])
  expect(await titles(bob)).toEqual(['For everyone'])
  expect(itemsOf(await api.call('GET', '/notifications/inbox')).map(({ title }) => title)).toEqual([
    'For everyone',
  ])

  expect((await ada.call('POST', `/notifications/${all.id}/read`)).body).toEqual({ unread: 1 })
  expect((await ada.call('POST', `/notifications/${all.id}/read`)).body).toEqual({ unread: 1 })
  expect((await bob.call('POST', '/notifications/read-all')).body).toEqual({ unread: 0 })
  expect((await bob.call('POST', '/notifications/read-all')).body).toEqual({ unread: 0 })
  expect((await ada.call('GET', '/notifications/unread')).body).toEqual({ unread: 1 })
  const history = itemsOf(await api.call('GET', '/notifications'))
  expect(history.map(({ title, reads }) => `${String(title)} ${String(reads)}`)).toEqual([
    'Over 0',
    'For Ada 0',
    'For everyone 2',
  ])

  expect((await api.call('DELETE', `/notifications/${all.id}`)).status).toBe(200)
  expect(await titles(bob)).toEqual([])
  expect((await api.call('DELETE', `/notifications/${all.id}`)).status).toBe(404)
})

it('pages of an inbox follow one another', async () => {
  const { call } = await makeUser('Cleo')
  for (const title of ['1', '2', '3']) await api.create('/notifications', { title })
  const first = await call('GET', '/notifications/inbox?limit=2')
  expect(itemsOf(first).map(({ title }) => title)).toEqual(['3', '2'])
  const second = await call('GET', `/notifications/inbox?limit=2&cursor=${String(first.body.nextCursor)}`)
  expect(itemsOf(second)[0]).toMatchObject({ title: '1' })
})

it('a message to nobody who exists is refused at its field', async () => {
  const { status, body } = await api.call('POST', '/notifications', { title: 'x', userIds: ['missing'] })
  expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('userIds.0') as string])
})

it('a webhook is made, changed by version, tested and removed; its URL and its secret are told to nobody', async () => {
  const url = `${sink.origin}/${PATH_CANARY}`
  const made = await api.create('/webhooks', { name: 'Ops', kind: 'generic', url, secret: SECRET_CANARY })
  expect(made).toMatchObject({ host: new URL(url).host, signed: true, version: 1, events: [] })

  const patch = (input: object) => api.call('PATCH', `/webhooks/${made.id}`, input)
  expect((await patch({ name: 'Operations', version: 1 })).body).toMatchObject({ version: 2, signed: true })
  expect((await patch({ name: 'Again', version: 1 })).status).toBe(409)
  expect((await patch({ url: 'http://169.254.169.254/' })).status).toBe(400)
  expect((await patch({ secret: '' })).status).toBe(400)

  // It repeats what it was asked.
  sink.answer = { status: 200, body: `you asked for /${PATH_CANARY} with ${SECRET_CANARY}` }
  const tested = await api.call('POST', `/webhooks/${made.id}/test`)
  expect(tested.body).toMatchObject({
    ok: true,
    status: 200,
    answer: 'you asked for (hidden) with (hidden)',
  })
  expect(sink.heard.at(-1)?.path).toBe(`/${PATH_CANARY}`)

  await api.call('POST', '/email/password', { password: MAIL_PASSWORD })
  expect((await api.call('GET', '/email')).body).toEqual({ passwordSet: true, lockedBy: null })
  await api.call('POST', '/email/test', { to: 'a@example.com' })
  api.harness.alerts.events.raise({
    name: 'balance.low',
    dedupeKey: 'b',
    facts: { provider: 'P' },
    atMs: Date.now(),
  })
  await api.harness.alerts.events.flush()
  await api.harness.alerts.sendDeliveries(Date.now() + 1)
  for (const path of [
    '/webhooks',
    '/webhooks/deliveries',
    `/webhooks/${made.id}`,
    '/settings',
    '/email',
    '/audit',
  ])
    expect((await api.call('GET', path)).status).toBe(200)
  expect(
    itemsOf(await api.call('GET', `/webhooks/deliveries?webhookId=${made.id}&status=sent`)),
  ).toHaveLength(1)

  expect((await api.call('DELETE', `/webhooks/${made.id}`)).status).toBe(200)
  const client = api.harness.database.client
  const stored = JSON.stringify([
    await client.webhook.findMany(),
    await client.setting.findMany(),
    await client.settingRevision.findMany(),
    await client.auditLog.findMany(),
    await client.delivery.findMany(),
    api.harness.config.current.settings,
  ])
  for (const canary of [PATH_CANARY, SECRET_CANARY, MAIL_PASSWORD])
    expect(
      [stored, ...api.answers, ...api.failures.map(String)].filter((text) => text.includes(canary)),
    ).toEqual([])
  await api.call('POST', '/email/password', { password: null })
  expect((await api.call('GET', '/email')).body).toEqual({ passwordSet: false, lockedBy: null })
})

it('steps of a limit are told once, by what the rows say, to admins and to the user', async () => {
  const { harness } = api
  const user = await api.create('/users', { name: 'Dora', limits: { usdDay: '1' } })
  const found = await harness.stores.users.get(user.id)
  if (!found) throw new Error('a user')
  const gauges = gaugesOf({ kind: 'user', id: user.id }, found.limits, {
    nowMs: Date.now(),
    timeZone: 'UTC',
    resetAtMs: null,
  })
  const budgets = createBudgetWatch({
    // As a state says that has not been asked before: the rows decide anyway.
    readSpend: (asked) => Promise.resolve(asked.map(() => null)),
    stores: harness.stores,
    raise: (event) => {
      harness.alerts.events.raise(event)
    },
    nowMs: Date.now,
    log: { warn: () => undefined },
  })
  const spend = async (usd: number) => {
    const writer = createRequestLogWriter({
      url: harness.url,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    })
    writer.append(logRow({ userId: user.id, costNanoUsd: BigInt(usd * 1e9) }))
    await writer.close()
    budgets.noteSettled(gauges)
    await budgets.look()
    await budgets.look()
    await harness.alerts.events.flush()
  }
  const told = async () =>
    itemsOf(await api.call('GET', '/notifications'))
      .filter(({ event }) => event === 'budget.reached')
      .map(({ audience, title }) => `${String(audience)}: ${String(title)}`)
      .reverse()
  await spend(0.5)
  expect(await told()).toEqual([])
  await spend(0.31)
  await spend(0.01)
  const at80 = ['admins: User Dora has used 80 % of a limit', 'users: User Dora has used 80 % of a limit']
  expect((await told()).sort()).toEqual(at80)
  await spend(0.15)
  expect(await told()).toHaveLength(4)
  // What is left is less than a request costs.
  const [gauge] = gauges
  if (gauge) budgets.noteRefused(gauge)
  await budgets.look()
  await harness.alerts.events.flush()
  expect((await told()).filter((text) => text.includes('100 %'))).toHaveLength(2)
  await spend(0.2)
  expect(await told()).toHaveLength(6)
})

it('the day before is summed up once, when its time has come', async () => {
  const { harness } = api
  await harness.services.settings.update({ alertEvents: ['summary.daily'] })
  const day = Date.UTC(2028, 5, 14)
  const writer = createRequestLogWriter({
    url: harness.url,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  })
  writer.append(
    logRow({ userId: 'u', startedAtMs: day + 3_600_000, costNanoUsd: 2_500_000_000n, status: 200 }),
  )
  writer.append(logRow({ userId: 'u', startedAtMs: day + 7_200_000, costNanoUsd: 0n, status: 500 }))
  await writer.close()
  const summaries = async () => {
    await harness.alerts.events.flush()
    return itemsOf(await api.call('GET', '/notifications')).filter(({ event }) => event === 'summary.daily')
  }
  await harness.alerts.tellSummary(Date.UTC(2028, 5, 15, 8, 59))
  expect((await summaries()).map(({ title }) => title)).not.toContain('Summary of 2028-06-14')
  await harness.alerts.tellSummary(Date.UTC(2028, 5, 15, 9, 0))
  await harness.alerts.tellSummary(Date.UTC(2028, 5, 15, 9, 1))
  expect((await summaries()).filter(({ title }) => title === 'Summary of 2028-06-14')).toMatchObject([
    {
      body: expect.stringContaining('2 requests, 1 of them failed, for 2.5 USD.') as string,
    },
  ])
})
