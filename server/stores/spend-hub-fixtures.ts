import { subjectName } from '#server/domain/gauges'
import type { Gauge, Subject } from '#server/domain/gauges'
import type { Limits } from '#server/domain/limits'
import type { ResilientSpendOptions } from './resilient-spend'
import { createSeededSpend } from './seeded-spend'
import type { SeededSpendOptions } from './seeded-spend'
import { claimsOf, gaugesAt, openSpendInstance } from './spend-fixtures'
import type { SpendInstance } from './spend-fixtures'
import type { SpendState, Verdict } from './spend-state'
import { quietLog } from './store-fixtures'

interface Row {
  id: string
  startedAtMs: number
  nanoUsd: number
  subjects: string[]
}

/** The database of the hubs of one test, as far as the spend looks into it. */
export class SpendDatabase {
  readonly rows = new Map<string, Row>()
  /** Rows that came a second time, from whoever. */
  repeated = 0

  write(encoded: string): void {
    // Written by this class's users, as a Row.
    const row = JSON.parse(encoded) as Row
    if (this.rows.has(row.id)) this.repeated += 1
    else this.rows.set(row.id, row)
  }

  sumOf(subject: Subject, fromMs = 0): number {
    const name = subjectName(subject)
    let sum = 0
    for (const { startedAtMs, subjects, nanoUsd } of this.rows.values())
      if (startedAtMs >= fromMs && subjects.includes(name)) sum += nanoUsd
    return sum
  }

  readonly spendSnapshot: SeededSpendOptions['usage']['spendSnapshot'] = ({ subject, fromMs, ids }) =>
    Promise.resolve({
      spent: fromMs.map((ms) => BigInt(this.sumOf(subject, ms))),
      existing: ids.filter((id) => this.rows.has(id)),
    })
}

/** One hub: its spend, seeded from the database, and a writer that is done as soon as it is asked. */
export interface TestHub {
  instance: SpendInstance
  spend: SpendState
  gauges(): Gauge[]
  /** @returns what came of it, and how long it took */
  reserve(id: string, amount: number): Promise<{ verdict: Verdict; waitedMs: number }>
  /** @param options.written whether the row reaches the database at once */
  settle(id: string, nanoUsd: number, options?: { written?: boolean }): Promise<void>
  used(): Promise<(number | null)[]>
}

export interface TestHubOptions extends Partial<ResilientSpendOptions> {
  url: string
  database: SpendDatabase
  subject: Subject
  limits: Partial<Limits>
  deadlineMs?: number
  /** Where it keeps a journal, if it does. */
  journals?: string
}

export async function openTestHub(options: TestHubOptions): Promise<TestHub> {
  const { url, database, subject, limits, ...rest } = options
  const nowMs = rest.nowMs ?? (() => Date.now())
  const failClosed = rest.failClosed ?? (() => false)
  const instance = await openSpendInstance(url, { ...rest, nowMs, failClosed })
  const spend = createSeededSpend({
    state: instance.spend,
    usage: database,
    nowMs,
    failClosed,
    log: quietLog,
  })
  const started = new Map<string, number>()
  const rowOf = (id: string, nanoUsd: number): string => {
    const row: Row = { id, startedAtMs: started.get(id) ?? 0, nanoUsd, subjects: [subjectName(subject)] }
    return JSON.stringify(row)
  }
  const gaugesSince = (id: string) => gaugesAt(subject, limits, started.get(id) ?? 0)

  return {
    instance,
    spend,
    gauges: () => gaugesAt(subject, limits, nowMs()),
    async reserve(id, amount) {
      const startedAtMs = nowMs()
      started.set(id, startedAtMs)
      const intent = { row: rowOf(id, amount), nanoUsd: amount, startedAtMs, subjects: [subject] }
      const claims = claimsOf(gaugesSince(id), amount)
      const before = performance.now()
      const verdict = await spend.reserve({ requestId: id, nowMs: startedAtMs, claims, leases: [], intent })
      return { verdict, waitedMs: performance.now() - before }
    },
    async settle(id, nanoUsd, { written = true } = {}) {
      const row = rowOf(id, nanoUsd)
      await spend.settle({
        requestId: id,
        startedAtMs: started.get(id) ?? 0,
        nanoUsd,
        subjects: [subject],
        gauges: gaugesSince(id),
        dismiss: [],
        row,
      })
      if (!written) return
      // Never before: a gauge that is seeded in between would count it twice.
      database.write(row)
      await spend.forget([id])
    },
    used: async () => spend.read(gaugesAt(subject, limits, nowMs()), nowMs()),
  }
}
