import { bill } from '#server/domain/bill'
import type { Price } from '#server/domain/compile-price'
import { createPriceBook, findPrice } from '#server/domain/find-price'
import type { PriceBook } from '#server/domain/find-price'
import { JOB_INPUTS } from '#server/domain/job'
import type { RecomputeResult } from '#server/domain/job'
import type { RequestLogFilter } from '#server/domain/request-log'
import type { FoundCost, Stores, UnbilledRequest } from '#server/stores/interfaces'
import { breathe } from './job-work'
import type { JobWork } from './job-work'

/** Rows a step: some milliseconds of SQLite, which runs on the serving thread. */
const STEP = 250
const MAX_UNPRICED = 100

/** Costs of requests that nobody knew a price for when they ended: at the price of their time or, where there was none, at the
 * one of now; the fallback of the settings comes last. A row that has a cost is left alone, and so are the counters of limits:
 * what a limit let through it has let through. */
export function createRecomputeCosts(options: {
  missingCosts: Stores['missingCosts']
  modelPrices: Pick<Stores['modelPrices'], 'inForce'>
  /** Model whose price counts for unknown ones; empty when none does. */
  fallbackModel: () => string
  countRequests: (filter: RequestLogFilter) => Promise<number | null>
  /** As far back as rows are kept. */
  oldestMs: () => number
  nowMs: () => number
}): JobWork {
  const { missingCosts, modelPrices, fallbackModel, countRequests, oldestMs, nowMs } = options

  return async (asked, job): Promise<RecomputeResult> => {
    const { from, to } = JOB_INPUTS['prices.recompute'].parse(asked)
    const fromMs = from === undefined ? oldestMs() : Date.parse(from)
    const toMs = to === undefined ? nowMs() : Date.parse(to)
    const total = await countRequests({ from: new Date(fromMs), to: new Date(toMs) })
    const priceOf = await createPricesOfTimes({ modelPrices, fallbackModel: fallbackModel(), nowMs: nowMs() })
    const unpriced = new Map<string, number>()
    const sum = { looked: 0, computed: 0, nanoUsd: 0n }
    let afterId: string | null = null
    do {
      await breathe(job.signal)
      const step = await missingCosts.look({ fromMs, toMs, afterId, limit: STEP })
      const costs = new Map<string, FoundCost>()
      for (const row of step.unbilled) {
        const price = await priceOf(row)
        if (price) costs.set(row.id, costOf(row, price))
        else unpriced.set(row.servedModel, (unpriced.get(row.servedModel) ?? 0) + 1)
      }
      for (const id of await missingCosts.fill([...costs.values()])) {
        sum.computed += 1
        sum.nanoUsd += costs.get(id)?.nanoUsd ?? 0n
      }
      sum.looked += step.looked
      job.report(sum.looked, total)
      afterId = step.lastId
    } while (afterId !== null)
    job.report(sum.looked, sum.looked)
    return { ...sum, nanoUsd: sum.nanoUsd.toString(), unpriced: topOf(unpriced) }
  }
}

function costOf({ id, usage, serviceTier, costMultiplier }: UnbilledRequest, price: Price): FoundCost {
  return {
    id,
    priceId: price.id,
    costMultiplier,
    nanoUsd: bill(usage, price, { serviceTier, costMultiplier }),
  }
}

/** Prices of one time after another: those in force are read again only when time has come to others. */
async function createPricesOfTimes(options: {
  modelPrices: Pick<Stores['modelPrices'], 'inForce'>
  fallbackModel: string
  nowMs: number
}): Promise<(row: UnbilledRequest) => Promise<Price | null>> {
  const { modelPrices, fallbackModel, nowMs } = options
  const now = await modelPrices.inForce(new Date(nowMs))
  const current = createPriceBook({ rows: now.versions, fallbackModel })
  let known = { fromMs: Infinity, untilMs: -Infinity, book: current }

  const bookOf = async (ms: number): Promise<PriceBook> => {
    if (ms >= known.fromMs && ms < known.untilMs) return known.book
    const { versions, nextChangeAt } = await modelPrices.inForce(new Date(ms))
    const untilMs = nextChangeAt?.getTime() ?? Infinity
    known = { fromMs: ms, untilMs, book: createPriceBook({ rows: versions, fallbackModel: '' }) }
    return known.book
  }
  return async ({ servedModel, startedAtMs }) =>
    (findPrice(await bookOf(startedAtMs), servedModel) ?? findPrice(current, servedModel))?.price ?? null
}

const topOf = (counts: ReadonlyMap<string, number>): RecomputeResult['unpriced'] =>
  [...counts]
    .map(([model, requests]) => ({ model, requests }))
    .sort((a, b) => b.requests - a.requests)
    .slice(0, MAX_UNPRICED)
