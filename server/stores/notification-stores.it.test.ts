import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NotificationFields, Reader } from '#server/domain/notification'
import { databasesUnderTest } from '#server/platform/database-fixtures'
import { createStores } from './create-stores'
import type { NewDelivery, NewNotification } from './interfaces'
import { hexSealer, openStores, type StoresUnderTest } from './store-fixtures'

const DAY_MS = 86_400_000
const NOW = Date.parse('2028-06-15T12:00:00Z')
const ADMIN: Reader = { kind: 'admin' }
const ada: Reader = { kind: 'member', userId: '01a209e5-af48-7203-8643-ec586b2a3dcf' }
const bob: Reader = { kind: 'member', userId: '01a209e5-af48-7203-8643-ec586b2a3dc0' }
const page = { limit: 10 }

const written = (fields: Partial<NotificationFields> = {}): NotificationFields => ({
  level: 'info',
  title: 'title',
  body: '',
  userIds: null,
  expiresAt: null,
  ...fields,
})
const event = (dedupeKey: string, fields: Partial<NewNotification> = {}): NewNotification => ({
  ...written(),
  event: 'circuit.opened',
  audience: 'admins',
  dedupeKey,
  ...fields,
})
const delivery = (recipient: string, webhookId: string | null = null): NewDelivery => ({
  channel: webhookId === null ? 'email' : 'webhook',
  webhookId,
  recipient,
  event: 'circuit.opened',
  payload: '{}',
})

for (const under of databasesUnderTest(process.env['TEST_DATABASE_URL'])) {
  describe.skipIf(under.skipped)(`messages on ${under.title}`, () => {
    let opened: StoresUnderTest
    let nowMs = NOW
    beforeAll(async () => {
      opened = await openStores(under, () => nowMs)
    })
    afterAll(() => opened.drop())
    const inbox = async (reader: Reader) =>
      (await opened.stores.notifications.inbox(reader, page)).items.map(({ title }) => title)

    it('are in the inboxes of those whom they are for, until they expire', async () => {
      const { notifications } = opened.stores
      await notifications.create(written({ title: 'everyone' }))
      await notifications.create(written({ title: 'ada', userIds: [ada.userId] }))
      await notifications.create(written({ title: 'both', userIds: [bob.userId, ada.userId] }))
      await notifications.create(written({ title: 'soon over', expiresAt: new Date(NOW + 1) }))
      await notifications.announce([event('k1', { title: 'admins' })], [])
      await notifications.announce([event('k2', { title: 'nobody', audience: 'nobody' })], [])
      expect(await inbox(ada)).toEqual(['soon over', 'both', 'ada', 'everyone'])
      expect(await inbox(bob)).toEqual(['soon over', 'both', 'everyone'])
      expect(await inbox(ADMIN)).toEqual(['admins', 'soon over', 'everyone'])
      nowMs += 1
      expect(await inbox(bob)).toEqual(['both', 'everyone'])
      expect((await notifications.list(page)).items.map(({ title }) => title)).toEqual([
        'admins',
        'soon over',
        'both',
        'ada',
        'everyone',
      ])
    })

    it('are read one by one and all at once, each reader for itself', async () => {
      const { notifications } = opened.stores
      const [newest] = (await notifications.inbox(ada, page)).items
      expect(await notifications.markRead(bob, 'missing')).toBe(false)
      expect(await notifications.markRead(ada, newest?.id ?? '')).toBe(true)
      expect(await notifications.markRead(ada, newest?.id ?? '')).toBe(true)
      expect([await notifications.unread(ada, 100), await notifications.unread(bob, 100)]).toEqual([2, 2])
      expect(await notifications.unread(ada, 1)).toBe(1)
      await Promise.all([notifications.markAllRead(ada), notifications.markAllRead(ada)])
      expect([await notifications.unread(ada, 100), await notifications.unread(bob, 100)]).toEqual([0, 2])
      expect(await notifications.get(newest?.id ?? '')).toMatchObject({ reads: 1 })
      const foreign = (await notifications.list(page)).items.find(({ title }) => title === 'ada')
      expect(await notifications.markRead(bob, foreign?.id ?? '')).toBe(false)
    })

    it('of an event are kept once, all of them or none', async () => {
      const { notifications, deliveries } = opened.stores
      const told = await Promise.all([
        notifications.announce([event('once')], [delivery('a@example.com')]),
        notifications.announce([event('once')], [delivery('a@example.com')]),
      ])
      expect(told.sort()).toEqual([false, true])
      expect(await notifications.announce([event('new'), event('once')], [delivery('b')])).toBe(false)
      expect((await deliveries.list({}, page)).items.map(({ recipient }) => recipient)).toEqual([
        'a@example.com',
      ])
    })

    it('are due until they are sent, and claimed by one', async () => {
      const { deliveries } = opened.stores
      const [due] = await deliveries.due(nowMs, 10)
      if (!due) throw new Error('a delivery')
      const claims = await Promise.all([
        deliveries.claim(due, nowMs + 60_000),
        deliveries.claim(due, nowMs + 60_000),
      ])
      expect(claims.sort()).toEqual([false, true])
      expect(await deliveries.due(nowMs, 10)).toEqual([])
      expect(await deliveries.due(nowMs + 60_000, 10)).toMatchObject([{ attempts: 1 }])
      const sent = { status: 'sent', nextAttemptAt: null, lastStatus: 250, lastError: null } as const
      await deliveries.finish(due.id, sent)
      expect(await deliveries.get(due.id)).toMatchObject({ ...sent, sentAt: new Date(nowMs) })
      expect(await deliveries.retry(due.id, nowMs)).toBe(false)
    })

    it('go when they are old; what an admin wrote stays', async () => {
      const { retention, notifications, deliveries } = opened.stores
      expect(await retention.deleteDeliveries(nowMs)).toBe(false)
      expect(await retention.deleteEventNotifications(nowMs)).toBe(false)
      expect((await deliveries.list({}, page)).items).toHaveLength(1)
      await retention.deleteDeliveries(nowMs + DAY_MS)
      await retention.deleteEventNotifications(nowMs + DAY_MS)
      expect((await deliveries.list({}, page)).items).toEqual([])
      expect((await notifications.list(page)).items.every(({ event: name }) => name === null)).toBe(true)
      expect((await notifications.list(page)).items).toHaveLength(4)
    })

    it('webhooks keep their URL and secret sealed, and count their versions', async () => {
      const { webhooks } = opened.stores
      const input = { kind: 'slack', url: 'https://hooks.test/T1', secret: null, enabled: true } as const
      const made = await webhooks.create({ ...input, name: 'one', events: ['balance.low'] })
      await webhooks.create({ ...input, name: 'all', events: [] })
      await webhooks.create({ ...input, name: 'off', events: [], enabled: false })
      await expect(webhooks.create({ ...input, name: 'one', events: [] })).rejects.toMatchObject({
        code: 'conflict',
      })
      expect((await webhooks.wanting('balance.low')).map(({ name }) => name)).toEqual(['one', 'all'])
      expect((await webhooks.wanting('hub.degraded')).map(({ name }) => name)).toEqual(['all'])
      expect(await webhooks.update(made.id, { secret: 'secret', version: 1 })).toMatchObject({
        version: 2,
        signed: true,
        host: 'hooks.test',
      })
      await expect(webhooks.update(made.id, { name: 'x', version: 1 })).rejects.toMatchObject({
        code: 'conflict',
      })
      expect(await webhooks.target(made.id)).toMatchObject({ url: 'https://hooks.test/T1', secret: 'secret' })
      const row = await opened.database.client.webhook.findUnique({ where: { id: made.id } })
      expect(JSON.stringify(row)).not.toMatch(/test\/T1|"secret"/)
      expect(await webhooks.update('missing', { name: 'x' })).toBeNull()
    })

    it('secret settings are sealed, and are no settings', async () => {
      const { secretSettings, settings } = opened.stores
      await secretSettings.set('smtpPassword', 'hunter2')
      await secretSettings.set('smtpPassword', 'hunter3')
      expect(await secretSettings.read('smtpPassword')).toBe('hunter3')
      expect(await settings.all()).toEqual({})
      await secretSettings.set('smtpPassword', null)
      expect(await secretSettings.read('smtpPassword')).toBeNull()
      expect(secretSettings.decidedBy('smtpPassword')).toBeNull()
    })

    it('secret settings that the environment has decided stay so', async () => {
      const given = { smtpPassword: { variable: 'SMTP_PASSWORD', plain: 'of the environment' } }
      const { database } = opened
      const { secretSettings } = createStores({ database, sealer: hexSealer, givenSecrets: given })
      expect(await secretSettings.read('smtpPassword')).toBe('of the environment')
      expect(secretSettings.decidedBy('smtpPassword')).toBe('SMTP_PASSWORD')
      await expect(secretSettings.set('smtpPassword', 'another')).rejects.toMatchObject({ code: 'conflict' })
      expect(await opened.stores.secretSettings.read('smtpPassword')).toBeNull()
    })
  })
}
