import type { EventMessage, Severity } from '#server/domain/events'
import { clipBytes, labelOf } from './clip-text'

/** WeCom knows these three colours. */
const COLORS: Record<Severity, string> = { info: 'info', warning: 'warning', error: 'warning' }

/** Markdown of at most 4,096 bytes.
 * @see https://developer.work.weixin.qq.com/document/path/91770 */
export function wecomPayload({ event, severity, title, text, facts, occurredAt }: EventMessage): object {
  const lines = [
    `**<font color="${COLORS[severity]}">${plain(title)}</font>**`,
    plain(text),
    ...Object.entries(facts).map(([name, value]) => `> ${labelOf(name)}: ${plain(value)}`),
    `<font color="comment">${event} · ${occurredAt}</font>`,
  ]
  return { msgtype: 'markdown', markdown: { content: clipBytes(lines.join('\n'), 4_096) } }
}

/** Names are no markup; it knows no escape. */
const plain = (text: string): string => text.replace(/[<>`*[\]]/g, '')
