import { createHmac } from 'node:crypto'
import type { EventMessage } from '#server/domain/events'
import { clipText, labelOf } from './clip-text'

/** Markdown; the title is what a telephone shows.
 * @see https://open.dingtalk.com/document/orgapp/custom-bots-send-group-messages */
export function dingtalkPayload({ event, title, text, facts, occurredAt }: EventMessage): object {
  const lines = Object.entries(facts).map(
    ([name, value]) => `- **${labelOf(name)}**: ${escape(clipText(value, 1_000))}`,
  )
  return {
    msgtype: 'markdown',
    markdown: {
      title: clipText(title, 100),
      text: [
        `### ${escape(clipText(title, 200))}`,
        escape(text),
        lines.join('\n'),
        `${event} · ${occurredAt}`,
      ]
        .filter(Boolean)
        .join('\n\n'),
    },
  }
}

/** The address with the signature in its query.
 * @param nowMs DingTalk refuses what is older than an hour
 * @see https://open.dingtalk.com/document/orgapp/customize-robot-security-settings */
export function signDingtalkUrl(url: string, secret: string, nowMs: number): string {
  const timestamp = String(nowMs)
  const signed = new URL(url)
  signed.searchParams.set('timestamp', timestamp)
  signed.searchParams.set(
    'sign',
    createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64'),
  )
  return signed.href
}

/** Names are no markup. */
const escape = (text: string): string => text.replace(/[\\`*_[\]<>#]/g, '\\$&')
