import type { EventMessage } from '#server/domain/events'
import type { WebhookKind, WebhookTarget } from '#server/domain/webhook'
import { dingtalkPayload, signDingtalkUrl } from './dingtalk'
import { discordPayload } from './discord'
import { feishuPayload } from './feishu'
import { genericRequest } from './generic'
import { slackPayload } from './slack'
import { wecomPayload } from './wecom'

export interface WebhookRequest {
  url: string
  headers: Record<string, string>
  body: string
}

/** What a webhook of each kind is sent. */
export function buildWebhookRequest(
  { kind, url, secret }: Omit<WebhookTarget, 'id'>,
  message: EventMessage,
  sending: { deliveryId: string; nowMs: number },
): WebhookRequest {
  const json = (payload: object): WebhookRequest => ({ url, headers: {}, body: JSON.stringify(payload) })
  const { nowMs } = sending
  switch (kind) {
    case 'generic':
      return { url, ...genericRequest(message, { secret, ...sending }) }
    case 'slack':
      return json(slackPayload(message))
    case 'discord':
      return json(discordPayload(message))
    case 'feishu':
      return json(feishuPayload(message, { secret, nowMs }))
    case 'dingtalk':
      return {
        ...json(dingtalkPayload(message)),
        url: secret === null ? url : signDingtalkUrl(url, secret, nowMs),
      }
    case 'wecom':
      return json(wecomPayload(message))
  }
}

/** The member of the answer that is not 0 when a robot did not take it: they say so with status 200. */
const REFUSAL_CODES: Partial<Record<WebhookKind, string>> = {
  feishu: 'code',
  dingtalk: 'errcode',
  wecom: 'errcode',
}

/** Why an answer means that the message was not taken; null when it was.
 * @param text begin of the answer's body */
export function refusalOf(kind: WebhookKind, status: number, text: string): string | null {
  if (status < 200 || status > 299) return `it answered with status ${String(status)}`
  const name = REFUSAL_CODES[kind]
  if (name === undefined) return null
  const code = new RegExp(`"${name}"\\s*:\\s*(-?\\d+)`).exec(text)?.[1]
  return code === undefined || code === '0' ? null : `it answered with ${name} ${code}`
}
