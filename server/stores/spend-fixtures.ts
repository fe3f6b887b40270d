import { randomUUID } from 'node:crypto'
import { gaugesOf, subjectName } from '#server/domain/gauges'
import type { Gauge, Subject } from '#server/domain/gauges'
import { NO_LIMITS } from '#server/domain/limits'
import type { Limits } from '#server/domain/limits'
import { createRedisLink } from '#server/platform/redis-link'
import type { RedisLink } from '#server/platform/redis-link'
import { NO_INSTANCE_JOURNAL, openInstanceJournal } from './instance-journal'
import { createResilientSpend } from './resilient-spend'
import type { ResilientSpendOptions } from './resilient-spend'
import type { Claim, Order, Seed, Settlement, SpendState } from './spend-state'
import { quietLog } from './store-fixtures'

/** What the suites of the spend share: gauges, orders and settlements to change one field of. */
export const SPEND_NOW = Date.parse('2026-03-01T12:00:30.000Z')

export const gaugesAt = (subject: Subject, limits: Partial<Limits>, nowMs = SPEND_NOW): Gauge[] =>
  gaugesOf(subject, { ...NO_LIMITS, ...limits }, { nowMs, timeZone: 'UTC', resetAtMs: null })

export const order = (fields: Partial<Order> & Pick<Order, 'requestId'>): Order => ({
  nowMs: SPEND_NOW,
  claims: [],
  leases: [],
  intent: { row: `["${fields.requestId}"]`, nanoUsd: 1, startedAtMs: SPEND_NOW, subjects: [] },
  ...fields,
})

export const settlement = (fields: Partial<Settlement> & Pick<Settlement, 'requestId'>): Settlement => ({
  startedAtMs: SPEND_NOW,
  nanoUsd: 0,
  subjects: [],
  gauges: [],
  dismiss: [],
  row: `["${fields.requestId}",1]`,
  ...fields,
})

export const claimsOf = (gauges: readonly Gauge[], nanoUsd: number): Claim[] =>
  gauges.map((gauge) => ({ gauge, amount: gauge.unit === 'requests' ? 1 : nanoUsd }))

/** An instance of the hub, as far as its spend goes. */
export interface SpendInstance {
  spend: SpendState
  link: RedisLink
  /** As if its process was killed. */
  kill(): Promise<void>
  close(): Promise<void>
}

/** A busy test machine may be slower than the 25 ms of production; what happens then has a suite of its own. */
export async function openSpendInstance(
  url: string,
  options: Partial<ResilientSpendOptions> & { deadlineMs?: number; journals?: string } = {},
): Promise<SpendInstance> {
  const { deadlineMs = 2_000, journals: directory, instanceId = randomUUID(), ...rest } = options
  const journal =
    directory === undefined
      ? NO_INSTANCE_JOURNAL
      : await openInstanceJournal({ directory, instanceId, log: quietLog })
  const link = createRedisLink({ url, deadlineMs, log: quietLog })
  const spend = createResilientSpend({
    link,
    instanceId,
    journal,
    nowMs: () => SPEND_NOW,
    failClosed: () => true,
    settleInMs: 0,
    log: quietLog,
    ...rest,
  })
  await link.whenUsable(5_000)
  let killed = false
  return {
    spend,
    link,
    async kill() {
      killed = true
      link.close()
      // The operating system frees its locks; what stands in its files, stands there.
      await journal.close()
    },
    async close() {
      if (killed) return
      await spend.close()
      link.close()
    },
  }
}

/** Seed gauges with what was spent of each, and what waits. */
export async function seedAll(
  spend: SpendState,
  gauges: readonly Gauge[],
  spent: Seed['spent'] = [],
): Promise<void> {
  const subjects = new Map(gauges.map(({ subject }) => [subjectName(subject), subject]))
  for (const [name, subject] of subjects) {
    const { seq, rows } = await spend.pendingOf(subject)
    const waiting = rows.map(({ startedAtMs, nanoUsd }) => ({ atMs: startedAtMs, nanoUsd }))
    const own = gauges.filter(({ unit, owner }) => unit === 'nanoUsd' && owner === name)
    const seeds = own.map((gauge) => ({ gauge, spent: [...spent, ...waiting] }))
    if (!(await spend.seed(subject, seq, seeds))) throw new Error('somebody has settled meanwhile')
  }
}
