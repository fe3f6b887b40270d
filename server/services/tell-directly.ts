import { randomUUID } from 'node:crypto'
import { messageOf } from '#server/domain/events'
import type { EventName, HubEvent } from '#server/domain/events'
import type { Settings } from '#server/domain/settings'
import type { WebhookTarget } from '#server/domain/webhook'
import type { Stores } from '#server/stores/interfaces'
import { SMTP_PASSWORD } from './email-service'
import { createSendEmail } from './send-email'
import type { SendWebhook } from './webhooks/send-webhook'

/** For what cannot wait until the database is back: it goes to those who wanted it when the database was last asked. One
 * try, of which nothing is kept. */
export interface TellDirectly {
  /** Ask the database. Never rejects: what was known stays. */
  refresh(): Promise<void>
  /** Never rejects. @returns whether somebody took it */
  tell(event: HubEvent): Promise<boolean>
}

export function createTellDirectly(options: {
  stores: Pick<Stores, 'webhooks' | 'secretSettings'>
  settings: () => Settings
  sendWebhook: SendWebhook
  /** The one event that it is for. */
  name: EventName
}): TellDirectly {
  const { stores, settings, sendWebhook, name } = options
  let targets: WebhookTarget[] = []
  let password: string | null = null
  const sendEmail = createSendEmail({ settings, password: () => Promise.resolve(password) })

  const read = async (): Promise<void> => {
    const wanting = await stores.webhooks.wanting(name)
    const found = await Promise.all(wanting.map(({ id }) => stores.webhooks.target(id)))
    targets = found.filter((target) => target !== null)
    password = await stores.secretSettings.read(SMTP_PASSWORD)
  }

  return {
    refresh: () => read().catch(() => undefined),
    async tell(event) {
      const message = messageOf(event)
      const id = () => `direct-${randomUUID()}`
      const { alertEvents, alertEmails } = settings()
      const addresses = alertEvents.includes(name) ? alertEmails : []
      const results = await Promise.all([
        ...targets.map((target) => sendWebhook(target, message, id())),
        ...addresses.map((to) => sendEmail(to, message, id())),
      ])
      return results.some(({ problem }) => problem === null)
    },
  }
}
