import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HubEvent } from '#server/domain/events'
import { createAdminHarness } from '#server/testing/admin-harness'
import type { AdminHarness } from '#server/testing/admin-harness'
import { MAIL_PASSWORD, MAIL_USER, startMailSink } from '#server/testing/message-sinks'
import type { MailSink } from '#server/testing/message-sinks'
import { createSendDeliveries } from './send-deliveries'
import { createSendEmail } from './send-email'

const opened = (): HubEvent => ({
  name: 'circuit.opened',
  dedupeKey: 'k',
  facts: { provider: 'Relay', reason: 'timeout' },
  atMs: Date.now(),
})

let hub: AdminHarness
let nowMs: number

beforeEach(async () => {
  hub = await createAdminHarness()
  nowMs = Date.now() + 1_000
})
afterEach(() => hub.close())

/** A step of the deliveries, by the clock of the test. */
const deliver = () =>
  createSendDeliveries({
    stores: hub.stores,
    sendWebhook: hub.alerts.sendWebhook,
    sendEmail: hub.alerts.sendEmail,
    nowMs: () => nowMs,
  })(nowMs)
const raise = async (event: HubEvent) => {
  hub.alerts.events.raise(event)
  await hub.alerts.events.flush()
}
const deliveries = async () => (await hub.services.webhooks.deliveries({}, { limit: 50 })).items

describe('e-mail', () => {
  let mail: MailSink
  afterEach(() => mail.close())

  const useMail = async (smtpSecurity: 'none' | 'starttls' | 'tls' = 'none') => {
    mail = await startMailSink(smtpSecurity)
    await hub.services.settings.update({
      ...{ smtpHost: '127.0.0.1', smtpPort: mail.port, smtpSecurity, smtpUser: MAIL_USER },
      ...{ smtpFrom: 'Hub <hub@example.com>', alertEmails: ['ops@example.com', 'cfo@example.com'] },
    })
    await hub.services.email.setPassword(MAIL_PASSWORD)
  }

  it('is sent to each address, with the sender and the words of the event', async () => {
    await useMail()
    await raise(opened())
    await deliver()
    expect(mail.mails.map(({ to }) => to.join()).sort()).toEqual(['cfo@example.com', 'ops@example.com'])
    expect(mail.mails[0]).toMatchObject({ from: 'hub@example.com', user: MAIL_USER })
    const source = mail.mails[0]?.source ?? ''
    expect(source).toContain('Subject: [Claude Code Hub] Error: Provider Relay is failing')
    expect(source).toContain('text/plain')
    expect(source).toContain('text/html')
    expect((await deliveries()).map(({ status, channel }) => `${channel} ${status}`)).toEqual([
      'email sent',
      'email sent',
    ])
  })

  it('is tried again when the server refuses it', async () => {
    await useMail()
    await hub.services.settings.update({ alertEmails: ['ops@example.com'] })
    mail.refusal = { code: 451, text: 'later' }
    await raise(opened())
    await deliver()
    expect(await deliveries()).toMatchObject([{ status: 'pending', lastStatus: 451, attempts: 1 }])
    mail.refusal = null
    nowMs += 10_000
    await deliver()
    expect(await deliveries()).toMatchObject([{ status: 'sent', attempts: 2 }])
  })

  it.each(['starttls', 'tls'] as const)(
    'is encrypted with %s, and never sent in the clear',
    async (security) => {
      await useMail(security)
      // A certificate of its own is not believed.
      const { problem } = await hub.services.email.test('a@example.com')
      expect(problem).toBe('the certificate of the mail server was not accepted')
      expect(mail.mails).toEqual([])
      const trusting = createSendEmail({
        settings: () => hub.config.current.settings,
        password: () => Promise.resolve(MAIL_PASSWORD),
        verifyTls: false,
      })
      const message = { event: 'circuit.opened', severity: 'info', title: 't', text: 'x', facts: {} } as const
      const sent = await trusting('a@example.com', { ...message, occurredAt: '' }, 'd')
      expect(sent).toMatchObject({ status: 250, problem: null })
      expect(mail.mails).toMatchObject([{ secure: true }])
    },
  )

  it('says why it cannot be sent', async () => {
    await useMail()
    await hub.services.email.setPassword('another password')
    expect((await hub.services.email.test('a@example.com')).problem).toBe(
      'the mail server did not accept the name and the password (535)',
    )
    await hub.services.settings.update({ smtpHost: '169.254.169.254' })
    expect((await hub.services.email.test('a@example.com')).problem).toBe('the mail could not be handed over')
  })
})
