import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HubEvent } from '#server/domain/events'
import { createAlertTasks } from '#server/jobs/alert-tasks'
import { createScheduler } from '#server/jobs/scheduler'
import { openDatabase } from '#server/platform/database'
import { createStores } from '#server/stores/create-stores'
import { createMemoryState } from '#server/stores/memory-state'
import { createAdminHarness } from '#server/testing/admin-harness'
import type { AdminHarness } from '#server/testing/admin-harness'
import { startHttpSink } from '#server/testing/message-sinks'
import type { HttpSink } from '#server/testing/message-sinks'
import { createHubEvents } from './hub-events'
import { createSendDeliveries } from './send-deliveries'

const SECRET = 'zq7canary-webhook-secret'
const opened = (key = 'k'): HubEvent => ({
  name: 'circuit.opened',
  dedupeKey: key,
  facts: { provider: 'Relay', reason: 'timeout' },
  atMs: Date.now(),
})

let hub: AdminHarness
let sink: HttpSink
let nowMs: number
/** A step of the deliveries, by the clock of the test. */
let deliver: () => Promise<boolean>

beforeEach(async () => {
  hub = await createAdminHarness()
  sink = await startHttpSink()
  nowMs = Date.now() + 1_000
  deliver = () => makeDeliver()(nowMs)
})
afterEach(async () => {
  await sink.close()
  await hub.close()
})

const makeDeliver = () =>
  createSendDeliveries({
    stores: hub.stores,
    sendWebhook: hub.alerts.sendWebhook,
    sendEmail: hub.alerts.sendEmail,
    nowMs: () => nowMs,
  })
const addWebhook = (path = '/hook/zq7canarypath') =>
  hub.services.webhooks.create({
    ...{
      name: path,
      kind: 'generic',
      url: `${sink.origin}${path}`,
      secret: SECRET,
      events: [],
      enabled: true,
    },
  })
const raise = async (...events: HubEvent[]) => {
  for (const event of events) hub.alerts.events.raise(event)
  await hub.alerts.events.flush()
}
const deliveries = async () => (await hub.services.webhooks.deliveries({}, { limit: 50 })).items

describe('an event', () => {
  it('becomes a message for admins, and a delivery that is signed', async () => {
    await addWebhook()
    await raise(opened())
    await deliver()
    const [heard] = sink.heard
    const { 'x-cch-timestamp': timestamp, 'x-cch-signature': signature } = heard?.headers ?? {}
    const expected = createHmac('sha256', SECRET)
      .update(`${String(timestamp)}.${heard?.body ?? ''}`)
      .digest('hex')
    expect(signature).toBe(`sha256=${expected}`)
    expect(heard?.headers['x-cch-delivery']).toBe((await deliveries())[0]?.id)
    expect(JSON.parse(heard?.body ?? '')).toMatchObject({
      event: 'circuit.opened',
      facts: { provider: 'Relay' },
    })
    expect(await deliveries()).toMatchObject([{ status: 'sent', attempts: 1, lastStatus: 200 }])
    const inbox = await hub.services.notifications.inbox({ kind: 'admin' }, { limit: 10 })
    expect(inbox.items).toMatchObject([{ title: 'Provider Relay is failing', readAt: null }])
  })

  it('is told once, whoever raises it', async () => {
    await addWebhook()
    const other = createHubEvents({
      stores: hub.stores,
      settings: () => hub.config.current.settings,
      onQueued: () => undefined,
      log: { warn: () => undefined },
    })
    other.raise(opened())
    await Promise.all([raise(opened(), opened()), other.flush()])
    await deliver()
    await deliver()
    expect(sink.heard).toHaveLength(1)
    expect((await hub.services.notifications.list({ limit: 10 })).items).toHaveLength(1)
  })

  it('goes where it is wanted: no alert, and still a webhook', async () => {
    await hub.services.settings.update({ alertEvents: [] })
    await hub.services.webhooks.create({
      ...{ name: 'other', kind: 'generic', url: `${sink.origin}/other`, secret: null, enabled: true },
      events: ['balance.low'],
    })
    await addWebhook()
    await raise(opened(), opened())
    await deliver()
    expect(sink.heard.map(({ path }) => path)).toEqual(['/hook/zq7canarypath'])
    expect(await hub.services.notifications.unread({ kind: 'admin' })).toBe(0)
  })
})

describe('a delivery that is not taken', () => {
  it('is tried again after 10 s, 1 m, 5 m, 30 m and 2 h, and has failed then', async () => {
    await addWebhook()
    await raise(opened())
    sink.answer = { status: 500, body: 'oops' }
    const waits = [0, 10_000, 60_000, 300_000, 1_800_000, 7_200_000]
    for (const [at, waitMs] of waits.entries()) {
      nowMs += waitMs - 1
      if (waitMs > 0) await deliver()
      expect(sink.heard).toHaveLength(at)
      nowMs += 1
      await deliver()
      expect(sink.heard).toHaveLength(at + 1)
    }
    expect(await deliveries()).toMatchObject([
      {
        status: 'failed',
        attempts: 6,
        nextAttemptAt: null,
        lastStatus: 500,
        lastError: 'it answered with status 500',
      },
    ])
    expect(new Set(sink.heard.map(({ headers }) => headers['x-cch-delivery'])).size).toBe(1)

    sink.answer = { status: 204, body: '' }
    const [failed] = await deliveries()
    await hub.services.webhooks.retry(failed?.id ?? '')
    await deliver()
    expect(await deliveries()).toMatchObject([{ status: 'sent', attempts: 7, lastError: null }])
    await expect(hub.services.webhooks.retry(failed?.id ?? '')).rejects.toMatchObject({ code: 'conflict' })
  })

  it('has failed at once when its webhook is disabled or gone', async () => {
    const webhook = await addWebhook()
    await raise(opened('a'))
    await hub.services.webhooks.update(webhook.id, { enabled: false })
    await deliver()
    expect(await deliveries()).toMatchObject([{ status: 'failed', lastError: 'the webhook is disabled' }])
    await hub.services.webhooks.update(webhook.id, { enabled: true })
    await raise(opened('b'))
    await hub.services.webhooks.remove(webhook.id)
    await deliver()
    expect((await deliveries())[0]).toMatchObject({
      status: 'failed',
      lastError: 'the webhook has been removed',
    })
    expect(sink.heard).toEqual([])
  })

  it('follows no redirect', async () => {
    await addWebhook()
    await raise(opened())
    sink.answer = { status: 302, body: '', headers: { location: `${sink.origin}/elsewhere` } }
    await deliver()
    expect(sink.heard).toHaveLength(1)
    expect(await deliveries()).toMatchObject([{ status: 'pending', lastStatus: 302 }])
  })

  it('is due again when its instance ended in the middle', async () => {
    await addWebhook()
    await raise(opened())
    const [due] = await hub.stores.deliveries.due(nowMs, 1)
    if (!due) throw new Error('a delivery')
    await hub.stores.deliveries.claim(due, nowMs + 60_000)
    await deliver()
    expect(sink.heard).toEqual([])
    nowMs += 60_000
    await deliver()
    expect(sink.heard).toHaveLength(1)
  })
})

describe('two instances', () => {
  it('do not send twice, with the lease and without it', async () => {
    for (let at = 0; at < 12; at += 1) await raise(opened(String(at)))
    await addWebhook()
    for (let at = 20; at < 32; at += 1) await raise(opened(String(at)))
    // Each believes that it leads.
    await Promise.all([makeDeliver()(nowMs), makeDeliver()(nowMs)])
    await Promise.all([makeDeliver()(nowMs), makeDeliver()(nowMs)])
    const state = createMemoryState()
    const schedulers = ['one', 'two'].map((holder) =>
      createScheduler({
        tasks: createAlertTasks({ sendDeliveries: makeDeliver(), tellSummary: () => Promise.resolve() }),
        ...{
          state,
          holder,
          nowMs: () => nowMs,
          lease: 'alerts',
          tickMs: 5_000,
          pause: () => Promise.resolve(),
        },
        log: { info: () => undefined, warn: () => undefined },
      }),
    )
    await Promise.all(schedulers.map((scheduler) => scheduler.tick()))
    expect(sink.heard).toHaveLength(12)
    expect(new Set(sink.heard.map(({ headers }) => headers['x-cch-delivery'])).size).toBe(12)
  })
})

it('the loss of the database is told without it, and only written down when it is back', async () => {
  await addWebhook()
  const { directly, events } = hub.alerts
  await directly.refresh()
  const lost: HubEvent = {
    name: 'hub.degraded',
    dedupeKey: 'lost',
    facts: { part: 'database', instance: 'a' },
    atMs: nowMs,
  }
  await hub.database.close()
  await directly.refresh()
  expect(await directly.tell(lost)).toBe(true)
  expect(sink.heard).toHaveLength(1)
  const { url } = hub
  const database = await openDatabase({ url })
  const stores = createStores({ database, sealer: hub.secrets })
  const again = createHubEvents({
    stores,
    settings: () => hub.config.current.settings,
    onQueued: () => undefined,
    log: { warn: () => undefined },
  })
  again.raise({ ...lost, sent: true })
  await again.flush()
  expect(await stores.notifications.unread({ kind: 'admin' }, 10)).toBe(1)
  expect((await stores.deliveries.list({}, { limit: 10 })).items).toEqual([])
  events.stop()
  await database.close()
})
