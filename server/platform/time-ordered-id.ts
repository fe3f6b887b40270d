import { randomUUID } from 'node:crypto'

/** A UUIDv7 (RFC 9562 §5.7): milliseconds first, so that rows arrive in index order, then 74 random bits. Made from
 * `randomUUID`, whose random bytes Node draws in bulk: one is needed for every request.
 * @param nowMs epoch milliseconds, below 2^48 */
export function timeOrderedId(nowMs: number): string {
  const time = nowMs.toString(16).padStart(12, '0')
  const random = randomUUID()
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`
}
