import { eventValues, readEvents } from '#app/components/messages/event-choices'
import type { FormReader } from '#app/lib/form-reader'
import type { FormValues } from '#app/lib/form-state'
import type { WebhookView } from '#server/trpc/schemas/webhook'

export const KINDS = [
  'generic',
  'slack',
  'discord',
  'feishu',
  'dingtalk',
  'wecom',
] as const satisfies readonly WebhookView['kind'][]
/** Never sent back with the form. */
export const SECRET_FIELDS = ['url', 'secret']

export const NEW_WEBHOOK: FormValues = { kind: 'generic', enabled: 'on' }

export const webhookFormValues = (webhook: WebhookView): FormValues => ({
  name: webhook.name,
  kind: webhook.kind,
  version: String(webhook.version),
  ...eventValues(webhook.events),
  ...(webhook.enabled && { enabled: 'on' }),
})

const shared = (form: FormReader) => ({
  name: form.text('name', { required: true, maxLength: 100 }),
  kind: form.choice('kind', KINDS, 'generic'),
  events: readEvents(form),
  enabled: form.checked('enabled'),
})

export const readNewWebhook = (form: FormReader) => ({
  ...shared(form),
  url: form.text('url', { required: true, maxLength: 2_000 }),
  secret: form.text('secret', { maxLength: 500 }) || null,
})

/** An empty URL and an empty secret leave what there is. */
export const readWebhookPatch = (form: FormReader) => ({
  ...shared(form),
  url: form.text('url', { maxLength: 2_000 }) || undefined,
  secret: form.checked('withoutSecret') ? null : form.text('secret', { maxLength: 500 }) || undefined,
  version: form.integer('version', { min: 1, max: 2_147_483_647 }) ?? undefined,
})
