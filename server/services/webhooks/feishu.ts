import { createHmac } from 'node:crypto'
import type { EventMessage } from '#server/domain/events'
import { clipText, labelOf } from './clip-text'

/** A post of one line a fact, signed when there is a secret.
 * @param signing.nowMs Feishu refuses what is older than an hour
 * @see https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot */
export function feishuPayload(
  { event, title, text, facts, occurredAt }: EventMessage,
  signing: { secret: string | null; nowMs: number },
): object {
  const lines = [
    clipText(text, 4_000),
    ...Object.entries(facts).map(([name, value]) => `${labelOf(name)}: ${clipText(value, 1_000)}`),
    `${event} · ${occurredAt}`,
  ]
  return {
    ...(signing.secret !== null && signatureOf(signing.secret, signing.nowMs)),
    msg_type: 'post',
    content: {
      post: {
        en_us: { title: clipText(title, 200), content: lines.map((line) => [{ tag: 'text', text: line }]) },
      },
    },
  }
}

/** Timestamp and secret are the key, and what is signed is nothing. */
function signatureOf(secret: string, nowMs: number): { timestamp: string; sign: string } {
  const timestamp = String(Math.floor(nowMs / 1_000))
  return { timestamp, sign: createHmac('sha256', `${timestamp}\n${secret}`).digest('base64') }
}
