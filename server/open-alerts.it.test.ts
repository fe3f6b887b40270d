import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openDatabase } from '#server/platform/database'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import { MAIL_PASSWORD, MAIL_USER, startHttpSink, startMailSink } from '#server/testing/message-sinks'
import type { HttpSink, MailSink } from '#server/testing/message-sinks'
import { redisSuite, startRedis } from '#server/testing/start-redis'
import { readyAnswer, upstreamAnswer } from '#server/testing/upstream-answers'

const PATH_CANARY = 'zq7canary-webhook-path'

let directory = ''
let url = ''
let hub: HubHarness
let upstream: FakeUpstream
let sink: HttpSink
let mail: MailSink
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'cch-alerts-'))
  url = pathToFileURL(join(directory, 'hub.db')).href
  ;[hub, upstream, sink, mail] = await Promise.all([
    startHub({ DATABASE_URL: url }),
    startFakeUpstream(),
    startHttpSink(),
    startMailSink(),
  ])
  await hub.api('POST', '/webhooks', { name: 'sink', kind: 'generic', url: `${sink.origin}/${PATH_CANARY}` })
  await hub.api('PATCH', '/settings', {
    ...{ smtpHost: '127.0.0.1', smtpPort: mail.port, smtpSecurity: 'none', smtpUser: MAIL_USER },
    ...{ smtpFrom: 'hub@example.com', alertEmails: ['ops@example.com'] },
  })
  await hub.api('POST', '/email/password', { password: MAIL_PASSWORD })
})
afterAll(async () => {
  await Promise.all([upstream.close(), sink.close(), mail.close()])
  rmSync(directory, { recursive: true, force: true })
})

describe.skipIf(startRedis.isMissing())(redisSuite('while Redis is away'), () => {
  it('that is told, once by all instances, and when it is back', { timeout: 60_000 }, async () => {
    const redis = await startRedis()
    const shared = {
      DATABASE_URL: pathToFileURL(join(directory, 'shared.db')).href,
      REDIS_URL: redis.url,
      MASTER_KEY: randomBytes(32).toString('base64'),
    }
    const [one, two] = [await startHub(shared), await startHub(shared)]
    const other = await startHttpSink()
    const events = () => other.heard.map(({ headers }) => headers['x-cch-event'])
    try {
      await one.api('POST', '/webhooks', { name: 'sink', kind: 'generic', url: `${other.origin}/` })
      await redis.kill()
      await vi.waitUntil(() => events().includes('hub.degraded'), 20_000)
      await redis.start()
      await vi.waitUntil(() => events().includes('hub.recovered'), 20_000)
      expect(events()).toEqual(['hub.degraded', 'hub.recovered'])
    } finally {
      await Promise.all([one.close(), two.close()])
      await other.close()
      await redis.stop()
    }
  })
})

const call = () =>
  hub.send('/v1/messages', {
    model: 'claude-sonnet-4-5',
    max_tokens: 1,
    messages: [{ role: 'user', content: 'Hello' }],
  })
const heard = () => sink.heard.map(({ headers }) => headers['x-cch-event'])

it('what happens to a provider is told by webhook and e-mail while requests go on', async () => {
  const id = await hub.addProvider({ type: 'claude', baseUrl: upstream.origin, name: 'Relay' })
  upstream.answer({
    status: 401,
    steps: ['{"type":"error","error":{"type":"authentication_error","message":"no"}}'],
  })
  await call()
  await vi.waitUntil(() => heard().includes('credential.quarantined'), 15_000)
  await vi.waitUntil(() => mail.mails.length > 0, 15_000)
  expect(JSON.parse(sink.heard[0]?.body ?? '')).toMatchObject({ facts: { provider: 'Relay' } })
  expect(mail.mails[0]?.to).toEqual(['ops@example.com'])

  await hub.api('POST', `/providers/${id}/health/reset`)
  upstream.answer({ status: 500, steps: ['{"type":"error","error":{"type":"api_error","message":"no"}}'] })
  for (let tries = 0; tries < 6; tries += 1) await call()
  await vi.waitUntil(() => heard().includes('circuit.opened'), 15_000)
  await hub.api('POST', `/providers/${id}/health/reset`)
  expect(heard().filter((event) => event === 'circuit.opened')).toHaveLength(1)
})

it('a limit that is almost spent is told, and nothing of it waits in memory when the hub stops', async () => {
  upstream.answer(upstreamAnswer(readyAnswer('claude', 'text', 'whole')))
  await hub.takeRows()
  expect((await call()).status).toBe(200)
  const [row] = await hub.takeRows()
  const cost = Number(row?.costUsd)
  expect(cost).toBeGreaterThan(0)
  await hub.api('PATCH', `/users/${hub.userId}`, { limits: { usdDay: (cost / 0.42).toFixed(9) } })
  expect((await call()).status).toBe(200)
  await hub.takeRows()
  await hub.close()

  for (const canary of [PATH_CANARY, MAIL_PASSWORD])
    expect(hub.logLines.filter((line) => line.includes(canary))).toEqual([])
  const database = await openDatabase({ url })
  const told = await database.client.notification.findMany({ where: { event: 'budget.reached' } })
  expect(told.map(({ audience }) => audience).sort()).toEqual(['admins', 'users'])
  expect(told[0]?.title).toContain('80 %')
  const waiting = await database.client.delivery.findMany({ where: { event: 'budget.reached' } })
  expect(waiting.map(({ channel }) => channel).sort()).toEqual(['email', 'webhook'])
  await database.close()
})
