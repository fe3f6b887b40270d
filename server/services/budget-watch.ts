import type { HubEvent } from '#server/domain/events'
import { countedSince } from '#server/domain/gauges'
import type { Gauge, Subject } from '#server/domain/gauges'
import { BUDGET_STEPS, budgetEvent, budgetKeyOf, budgetStepOf } from '#server/domain/make-events'
import type { Logger } from '#server/platform/logger'
import type { Stores } from '#server/stores/interfaces'

/** Tells when limits in USD are almost, and quite, used up. A request notes what it has settled, which is all it does for
 * it; the looking is done now and then. */
export interface BudgetWatch {
  noteSettled: (gauges: readonly Gauge[]) => void
  noteRefused: (gauge: Gauge) => void
  /** Look at what was noted. Never rejects. */
  look(): Promise<void>
  start(): void
  stop(): void
}

const LOOK_MS = 30_000
const GAUGES_A_READ = 500
/** Beyond these, what is not noted now is noted with its next request. */
const MAX_NOTED = 50_000
const MAX_TOLD = 50_000

export function createBudgetWatch(options: {
  /** Used and reserved, in the order of the gauges; null for what is not known. */
  readSpend: (gauges: readonly Gauge[]) => Promise<(number | null)[]>
  stores: Pick<Stores, 'usage' | 'apiKeys'>
  raise: (event: HubEvent) => void
  nowMs: () => number
  log: Pick<Logger, 'warn'>
}): BudgetWatch {
  const { readSpend, stores, raise, nowMs, log } = options
  let noted = new Map<string, Noted>()
  const told = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let failing = false

  const note = (gauge: Gauge, refused: boolean): void => {
    if (gauge.unit !== 'nanoUsd' || gauge.limit <= 0 || noted.size >= MAX_NOTED) return
    const known = noted.get(gauge.id)
    // Every request comes by here: what it says is mostly known.
    if (known?.gauge === gauge && (known.refused || !refused)) return
    noted.set(gauge.id, { gauge, refused: refused || (known?.refused ?? false) })
  }

  /** Reservations come and go: what is told is what the rows say. */
  const check = async (one: Noted, used: number | null): Promise<void> => {
    const { gauge, refused } = one
    const atMs = nowMs()
    const { subject } = gauge
    const spent = await stores.usage.spend(subject, countedSince(gauge, atMs))
    const step = budgetStepOf(spent, gauge.limit, refused)
    // Rows are written a moment after they are counted.
    if (step !== 100 && used !== null && budgetStepOf(BigInt(used), gauge.limit, refused) !== step)
      note(gauge, refused)
    if (step === null || told.has(budgetKeyOf(gauge, step, atMs))) return
    raise(budgetEvent(gauge, { step, spent, atMs, ...(await describe(subject, stores)) }))
    if (told.size >= MAX_TOLD) told.clear()
    // Whatever falls out of a rolling window later, the steps below have been passed.
    for (const passed of BUDGET_STEPS) if (passed <= step) told.add(budgetKeyOf(gauge, passed, atMs))
  }

  const look = async (): Promise<void> => {
    const all = [...noted.values()]
    noted = new Map()
    for (let from = 0; from < all.length; from += GAUGES_A_READ) {
      const some = all.slice(from, from + GAUGES_A_READ)
      try {
        const used = await readSpend(some.map(({ gauge }) => gauge))
        for (const [at, one] of some.entries()) {
          const reading = used[at] ?? null
          if (reading === null || budgetStepOf(BigInt(reading), one.gauge.limit, one.refused) !== null)
            await check(one, reading)
        }
        failing = false
      } catch (error) {
        if (!failing) log.warn({ err: error }, 'limits cannot be looked at for alerts')
        failing = true
        for (const { gauge, refused } of some) note(gauge, refused)
      }
    }
  }

  return {
    noteSettled(gauges) {
      for (const gauge of gauges) note(gauge, false)
    },
    noteRefused(gauge) {
      note(gauge, true)
    },
    look,
    start() {
      timer ??= setInterval(() => void look(), LOOK_MS).unref()
    },
    stop() {
      clearInterval(timer)
    },
  }
}

interface Noted {
  gauge: Gauge
  /** A request found no room. */
  refused: boolean
}

const KIND_WORDS: Record<Subject['kind'], string> = { user: 'User', key: 'Key', provider: 'Provider' }

async function describe(
  { kind, id }: Subject,
  { usage, apiKeys }: Pick<Stores, 'usage' | 'apiKeys'>,
): Promise<{ subjectName: string; userId: string | null }> {
  const names = await usage.names(kind, [id])
  const { name = id, userName = null } = names.get(id) ?? {}
  const userId = kind === 'user' ? id : kind === 'key' ? ((await apiKeys.get(id))?.userId ?? null) : null
  return { subjectName: `${KIND_WORDS[kind]} ${name}${userName === null ? '' : ` of ${userName}`}`, userId }
}
