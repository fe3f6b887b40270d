import type { HubEvent } from '#server/domain/events'
import { formatUsd } from '#server/domain/money'
import type { Settings } from '#server/domain/settings'
import type { UsageDimension } from '#server/domain/usage-statistics'
import { windowAt } from '#server/domain/windows'
import { wallDateAt } from '#server/domain/zoned-time'
import type { UsageStore } from '#server/stores/interfaces'

const TOP = 5
/** A hub that was away when it was time does it late, but not a day late. */
const LATE_MS = 12 * 3_600_000

/** Sums up the day before, once its time has come. Called now and then; a day that was told is not told again, and one
 * without a request not at all. */
export function createDailySummary(options: {
  usage: Pick<UsageStore, 'statistics' | 'names'>
  settings: () => Pick<Settings, 'dailySummaryAt'>
  /** IANA name. */
  timeZone: string
  raise: (event: HubEvent) => void
}): (nowMs: number) => Promise<void> {
  const { usage, settings, timeZone, raise } = options
  let toldDay = ''

  const top = async (by: UsageDimension, range: { fromMs: number; toMs: number }): Promise<string> => {
    const { subjects } = await usage.statistics({
      ...{ ...range, by, timeZone, bucket: 'none', filter: {}, rank: 'cost', limit: TOP },
    })
    const named = await usage.names(
      by,
      subjects.map(({ subject }) => subject),
    )
    return subjects
      .map(({ subject, totals }) => {
        const name = named.get(subject)?.name ?? (subject || 'none')
        return `${name}: ${String(totals.requests)} requests, ${formatUsd(totals.costNanoUsd)} USD`
      })
      .join('\n')
  }

  return async (nowMs) => {
    const { dailySummaryAt } = settings()
    if (dailySummaryAt === '') return
    const { startMs: dueMs } = windowAt(nowMs, {
      kind: 'fixed',
      unit: 'day',
      resetAt: dailySummaryAt,
      timeZone,
    })
    if (nowMs - dueMs > LATE_MS) return
    const midnight = (ms: number) =>
      windowAt(ms, { kind: 'fixed', unit: 'day', resetAt: '00:00', timeZone }).startMs
    const toMs = midnight(dueMs)
    const fromMs = midnight(toMs - 1)
    const day = isoDate(fromMs, timeZone)
    if (day === toldDay) return
    const range = { fromMs, toMs }
    const { total } = await usage.statistics({
      ...{ ...range, by: 'none', timeZone, bucket: 'none', filter: {}, rank: 'cost', limit: 1 },
    })
    const { requests, errors, costNanoUsd } = total.totals
    // Of a hub that is new, or of a holiday.
    if (requests === 0) {
      toldDay = day
      return
    }
    const [topUsers, topModels] = await Promise.all([top('user', range), top('model', range)])
    raise({
      name: 'summary.daily',
      dedupeKey: `summary.daily:${day}`,
      facts: {
        day,
        requests: String(requests),
        errors: String(errors),
        cost: formatUsd(costNanoUsd),
        ...(topUsers !== '' && { topUsers }),
        ...(topModels !== '' && { topModels }),
      },
      atMs: nowMs,
    })
    toldDay = day
  }
}

function isoDate(ms: number, timeZone: string): string {
  const { year, month, day } = wallDateAt(ms, timeZone)
  return [String(year), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-')
}
