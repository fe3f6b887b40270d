import { gaugesOf } from '#server/domain/gauges'
import type { Gauge, GaugeName, Subject } from '#server/domain/gauges'
import type { SpendLimits } from '#server/domain/limits'
import type { UsageTotals } from '#server/domain/usage-statistics'
import { windowAt } from '#server/domain/windows'
import type { UsageStore } from '#server/stores/interfaces'

/** FR-011. What is left of one limit. */
export interface QuotaLine {
  name: GaugeName
  unit: Gauge['unit']
  /** Requests or nano-USD. */
  limit: bigint
  /** Spent, and reserved for requests under way; null while that is not known. */
  used: bigint | null
  /** Epoch milliseconds of a fixed window; null for rolling ones and for the total. */
  startMs: number | null
  resetMs: number | null
}

interface Limited {
  id: string
  limits: SpendLimits
  limitsResetAt: Date | null
}

export interface QuotaService {
  /** Of each limit that is set, the shortest window first. */
  of(kind: Subject['kind'], limited: Limited): Promise<QuotaLine[]>
  /** What a user's requests added up to since midnight, and since the first of the month, in the hub's time zone. */
  usage(userId: string): Promise<{ today: UsageTotals; month: UsageTotals }>
}

export interface QuotaServiceOptions {
  /** Used and reserved, in the order of the gauges; null for what is not known. */
  readSpend: (gauges: readonly Gauge[]) => Promise<(number | null)[]>
  usage: Pick<UsageStore, 'statistics'>
  /** IANA name, for fixed windows. */
  timeZone: string
  nowMs: () => number
}

export function createQuotaService({ readSpend, usage, timeZone, nowMs }: QuotaServiceOptions): QuotaService {
  const usageSince = async (userId: string, unit: 'day' | 'month'): Promise<UsageTotals> => {
    const toMs = nowMs()
    const { startMs } = windowAt(toMs, { kind: 'fixed', unit, resetAt: '00:00', timeZone })
    const { total } = await usage.statistics({
      by: 'none',
      bucket: 'none',
      fromMs: startMs,
      toMs: toMs + 1,
      timeZone,
      filter: { userId },
      rank: 'cost',
      limit: 1,
    })
    return total.totals
  }

  return {
    async of(kind, { id, limits, limitsResetAt }) {
      const resetAtMs = limitsResetAt?.getTime() ?? null
      const gauges = gaugesOf({ kind, id }, limits, { nowMs: nowMs(), timeZone, resetAtMs })
      const used = gauges.length === 0 ? [] : await readSpend(gauges)
      return gauges.map((gauge, at) => lineOf(gauge, used[at] ?? null))
    },
    async usage(userId) {
      const [today, month] = await Promise.all([usageSince(userId, 'day'), usageSince(userId, 'month')])
      return { today, month }
    },
  }
}

function lineOf({ name, unit, limit, startMs, endMs }: Gauge, used: number | null): QuotaLine {
  return {
    name,
    unit,
    limit: BigInt(limit),
    used: used === null ? null : BigInt(used),
    startMs: endMs === null ? null : startMs,
    resetMs: endMs,
  }
}
