import { countedSince } from './gauges'
import type { Gauge } from './gauges'

/** What has been spent of a gauge; of a rolling one also when, by the begin of each bucket. */
export interface Spent {
  total: number
  buckets: Iterable<readonly [beginMs: number, amount: number]>
}

/** Begin of the newest bucket of a rolling gauge that does not count any more; null for the other gauges. A bucket goes
 * when all of it is out. */
export const outdatedUpTo = (gauge: Gauge, nowMs: number): number | null =>
  gauge.rolling ? countedSince(gauge, nowMs) - gauge.rolling.bucketMs : null

/** When there is room for an amount if nothing else is spent, epoch milliseconds.
 * @param spent of a rolling gauge without what is outdated
 * @returns null when waiting does not help: the amount is larger than the limit, or only what is promised to requests
 *   under way is in its way */
export function roomAtMs({ limit, endMs, rolling }: Gauge, spent: Spent, amount: number): number | null {
  if (amount > limit || limit === 0) return null
  const isRoom = (total: number): boolean => total + amount <= limit && total < limit
  if (isRoom(spent.total)) return null
  if (!rolling) return endMs
  let left = spent.total
  for (const [beginMs, amount] of [...spent.buckets].sort(([a], [b]) => a - b)) {
    left -= amount
    if (isRoom(left)) return beginMs + rolling.bucketMs + rolling.lengthMs
  }
  return null
}
