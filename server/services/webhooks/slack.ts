import type { EventMessage } from '#server/domain/events'
import { clipText, labelOf } from './clip-text'

/** Slack's blocks, and a text for notifications and screen readers.
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 * @see https://docs.slack.dev/reference/block-kit/blocks (their limits) */
export function slackPayload({ event, title, text, facts, occurredAt }: EventMessage): object {
  const fields = Object.entries(facts)
    .slice(0, 10)
    .map(([name, value]) => mrkdwn(clipText(`*${escape(labelOf(name))}*\n${escape(value)}`, 2_000)))
  const seconds = String(Math.floor(Date.parse(occurredAt) / 1_000))
  return {
    text: clipText(escape(`${title}. ${text}`), 3_000),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: clipText(title, 150) } },
      { type: 'section', text: mrkdwn(clipText(escape(text), 3_000)) },
      ...(fields.length > 0 ? [{ type: 'section', fields }] : []),
      {
        type: 'context',
        elements: [
          mrkdwn(`${event} · <!date^${seconds}^{date_short_pretty} {time}|${occurredAt}> · Claude Code Hub`),
        ],
      },
    ],
  }
}

const mrkdwn = (text: string) => ({ type: 'mrkdwn', text })

/** So that a name can be no link and call nobody.
 * @see https://docs.slack.dev/messaging/formatting-message-text#escaping */
const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
