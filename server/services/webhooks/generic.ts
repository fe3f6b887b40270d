import { createHmac } from 'node:crypto'
import type { EventMessage } from '#server/domain/events'

/** The message as it is, and headers by which a receiver knows it again and knows who sent it:
 * `x-cch-signature: sha256=` and the HMAC-SHA-256, in hex, of the timestamp, a dot and the body. A receiver should refuse
 * old timestamps, and a delivery that it has seen. */
export function genericRequest(
  message: EventMessage,
  { secret, deliveryId, nowMs }: { secret: string | null; deliveryId: string; nowMs: number },
): { body: string; headers: Record<string, string> } {
  const body = JSON.stringify(message)
  const timestamp = String(Math.floor(nowMs / 1_000))
  return {
    body,
    headers: {
      'x-cch-event': message.event,
      'x-cch-delivery': deliveryId,
      'x-cch-timestamp': timestamp,
      ...(secret !== null && {
        'x-cch-signature': `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`,
      }),
    },
  }
}
