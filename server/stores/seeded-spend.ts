import { counts, countedSince } from '#server/domain/gauges'
import type { Gauge, Subject } from '#server/domain/gauges'
import type { Logger } from '#server/platform/logger'
import type { UsageStore } from './interfaces'
import type { Order, Pending, Seed, SpendState, Verdict } from './spend-state'

export interface SeededSpendOptions {
  state: SpendState
  usage: Pick<UsageStore, 'spendSnapshot'>
  nowMs: () => number
  /** Whether requests with a limit in USD are refused while it cannot be known what was spent. */
  failClosed: () => boolean
  log: Pick<Logger, 'warn'>
}

/** A spend state that fetches by itself what it does not know: a gauge begins with what the database holds, and with what
 * is settled and not there yet. */
export function createSeededSpend(options: SeededSpendOptions): SpendState {
  const { state, nowMs, failClosed, log } = options
  const seeding = new Map<string, Promise<void>>()
  let failing = false

  /** One look into the database for all who wait for it. */
  const seedOnce = (subject: Subject, gauges: readonly Gauge[]): Promise<void> => {
    const name = `${subject.kind}:${subject.id}`
    const underWay = seeding.get(name)
    if (underWay) return underWay
    const started = seedSubject(options, subject, gauges).finally(() => seeding.delete(name))
    seeding.set(name, started)
    return started
  }

  const seedAll = async (gauges: readonly Gauge[]): Promise<boolean> => {
    const subjects = new Set(gauges.map(({ subject }) => subject))
    try {
      await Promise.all(
        [...subjects].map((subject) =>
          seedOnce(
            subject,
            gauges.filter((gauge) => gauge.subject === subject),
          ),
        ),
      )
      failing = false
      return true
    } catch (error) {
      if (!failing) log.warn({ err: error }, 'what was spent cannot be read from the database')
      failing = true
      return false
    }
  }

  const reserveSeeded = async (order: Order, first: MaybeUnseeded): Promise<Verdict> => {
    let verdict: Verdict = first
    for (let tries = 0; tries < MAX_TRIES && verdict.kind === 'unseeded'; tries += 1) {
      const { gauges } = verdict
      if (!(await seedAll(gauges))) return failClosed() ? UNAVAILABLE : withoutThose(order, gauges)
      verdict = await state.reserve({ ...order, nowMs: nowMs() })
    }
    return verdict.kind === 'unseeded' ? UNAVAILABLE : verdict
  }

  /** Better to serve a request that may be too many than none at all: the other limits still hold. */
  const withoutThose = async (order: Order, gauges: readonly Gauge[]): Promise<Verdict> => {
    const unknown = new Set(gauges.map(({ id }) => id))
    const claims = order.claims.filter(({ gauge }) => !unknown.has(gauge.id))
    const verdict = await state.reserve({ ...order, claims })
    if (verdict.kind !== 'reserved') return verdict
    const used = new Map(claims.map(({ gauge }, at) => [gauge.id, verdict.used[at] ?? 0]))
    return { kind: 'reserved', used: order.claims.map(({ gauge, amount }) => used.get(gauge.id) ?? amount) }
  }

  return {
    ...state,
    reserve(order) {
      const verdict = state.reserve(order)
      if (verdict instanceof Promise)
        return verdict.then((first) => (first.kind === 'unseeded' ? reserveSeeded(order, first) : first))
      return verdict.kind === 'unseeded' ? reserveSeeded(order, verdict) : verdict
    },
    async read(gauges, atMs) {
      const readings = await state.read(gauges, atMs)
      const unseeded = gauges.filter((_, at) => readings[at] === null)
      if (unseeded.length === 0 || !(await seedAll(unseeded))) return readings
      return state.read(gauges, atMs)
    },
  }
}

type MaybeUnseeded = Extract<Verdict, { kind: 'unseeded' }>
const UNAVAILABLE: Verdict = Object.freeze({ kind: 'unavailable' })
/** A gauge whose subject is busy may have to be looked up again; while it is, none of its requests is let in. */
const MAX_TRIES = 20

async function seedSubject(
  { state, usage, nowMs }: SeededSpendOptions,
  subject: Subject,
  gauges: readonly Gauge[],
): Promise<void> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const pending = await state.pendingOf(subject)
    const edges = gauges.map((gauge) => edgesOf(gauge, nowMs()))
    const ids = pending.rows.map(({ requestId }) => requestId)
    const { spent, existing } = await usage.spendSnapshot({ subject, fromMs: edges.flat(), ids })
    const known = new Set(existing)
    let at = 0
    const seeds = gauges.map((gauge, i): Seed => {
      const own = edges[i] ?? []
      const fromDatabase = between(own, spent.slice(at, at + own.length), nowMs())
      at += own.length
      return { gauge, spent: [...fromDatabase, ...missing(gauge, pending, known)] }
    })
    if (await state.seed(subject, pending.seq, seeds)) return
  }
  throw new Error(`${subject.kind} ${subject.id} is settled without end`)
}

const HOUR_MS = 3_600_000

/** The moments since which spend is asked for: the begin of a window, and of a rolling one each hour in it as well. */
function edgesOf(gauge: Gauge, nowMs: number): number[] {
  const since = countedSince(gauge, nowMs)
  const edges = [since]
  if (gauge.rolling)
    for (let ms = (Math.floor(since / HOUR_MS) + 1) * HOUR_MS; ms <= nowMs; ms += HOUR_MS) edges.push(ms)
  return edges
}

/** What was spent within an hour counts as spent at its end: a rolling window may let go of it late and never early. */
const between = (edges: readonly number[], spentSince: readonly bigint[], nowMs: number): Seed['spent'] =>
  edges.map((_, i) => ({
    atMs: Math.min((edges[i + 1] ?? Infinity) - 1, nowMs),
    nanoUsd: Number((spentSince[i] ?? 0n) - (spentSince[i + 1] ?? 0n)),
  }))

/** Settled, and not in the database yet. */
const missing = (gauge: Gauge, { rows }: Pending, existing: ReadonlySet<string>): Seed['spent'] =>
  rows
    .filter(({ requestId, startedAtMs }) => !existing.has(requestId) && counts(gauge, startedAtMs))
    .map(({ startedAtMs, nanoUsd }) => ({ atMs: startedAtMs, nanoUsd }))
