import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { counts, countedSince, subjectName } from '#server/domain/gauges'
import type { Gauge, Subject } from '#server/domain/gauges'
import { redisSuite, startRedis } from '#server/testing/start-redis'
import type { RedisForTests } from '#server/testing/start-redis'
import { createMemorySpend, NO_JOURNAL } from './memory-spend'
import { claimsOf, gaugesAt, openSpendInstance, order, settlement, SPEND_NOW } from './spend-fixtures'
import type { SpendInstance } from './spend-fixtures'
import type { Claim, SpendState } from './spend-state'

type Command =
  | { do: 'reserve'; amount: number }
  | { do: 'hold provider' | 'release provider' | 'forget'; which: number }
  | { do: 'settle'; which: number; part: number }
  | { do: 'seed'; which: number }
  | { do: 'advance'; ms: number }

const which = fc.nat(50)
const commands = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant('reserve' as const), amount: fc.integer({ min: 0, max: 60 }) }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('hold provider' as const), which }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('release provider' as const), which }) },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('settle' as const),
        which,
        part: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('forget' as const), which }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('seed' as const), which }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('advance' as const),
        ms: fc.constantFrom(1, 900, 59_000, 290_000, 3_500_000, 5 * 3_600_000, 20 * 3_600_000),
      }),
    },
  ),
  { minLength: 10, maxLength: 60 },
)

interface Request {
  id: string
  spend: SpendState
  startedAtMs: number
  amount: number
  claims: Claim[]
  billed: Subject[]
}
interface Settled {
  id: string
  startedAtMs: number
  nanoUsd: number
  billed: string[]
  durable: boolean
}

/** What the state must say, worked out from a plain list of all that has happened. */
class Model {
  nowMs = SPEND_NOW
  readonly open: Request[] = []
  readonly settled: Settled[] = []
  readonly #requests: { subject: string; atMs: number }[] = []
  readonly seeded = new Set<string>()
  #ids = 0
  readonly #subjects: Subject[]

  constructor(
    private readonly run: string,
    readonly spends: readonly SpendState[],
  ) {
    this.#subjects = (['user', 'key', 'provider'] as const).map((kind) => ({ kind, id: `${run}-${kind}` }))
  }

  gauges(subject: Subject, atMs = this.nowMs): Gauge[] {
    if (subject.kind === 'user')
      return gaugesAt(
        subject,
        { rpm: 6, usd5hNanoUsd: 100n, usdDayNanoUsd: 150n, usdTotalNanoUsd: 400n },
        atMs,
      )
    if (subject.kind === 'key')
      return gaugesAt(subject, { usdDayNanoUsd: 120n, dayMode: 'rolling', usdMonthNanoUsd: 300n }, atMs)
    return gaugesAt(subject, { rpm: 4, usdDayNanoUsd: 130n, usdWeekNanoUsd: 250n }, atMs)
  }

  get subjects(): readonly Subject[] {
    return this.#subjects
  }
  get payers(): Subject[] {
    return this.#subjects.slice(0, 2)
  }
  get provider(): Subject {
    return this.#subjects[2]!
  }

  used(gauge: Gauge): number {
    const subject = gauge.owner
    const since = countedSince(gauge, this.nowMs)
    const isIn = (atMs: number): boolean => {
      if (!gauge.rolling) return counts(gauge, atMs)
      const { bucketMs } = gauge.rolling
      return Math.floor(atMs / bucketMs) * bucketMs + bucketMs > since
    }
    if (gauge.unit === 'requests')
      return this.#requests.filter((one) => one.subject === subject && isIn(one.atMs)).length
    const spent = this.settled.filter(
      ({ billed, startedAtMs }) => billed.includes(subject) && isIn(startedAtMs),
    )
    const held = this.open.flatMap(({ claims }) => claims).filter((claim) => claim.gauge.id === gauge.id)
    return sum(spent.map(({ nanoUsd }) => nanoUsd)) + sum(held.map(({ amount }) => amount))
  }

  isSeeded(gauge: Gauge): boolean {
    return gauge.unit === 'requests' || this.seeded.has(gauge.id)
  }

  async reserve(request: Request, subjects: readonly Subject[], first: boolean): Promise<boolean> {
    const gauges = subjects.flatMap((subject) => this.gauges(subject))
    const claims = claimsOf(gauges, request.amount)
    const unseeded = gauges.filter((gauge) => !this.isSeeded(gauge))
    const over = claims.find(({ gauge, amount }) => {
      const used = this.used(gauge)
      return used + amount > gauge.limit || used >= gauge.limit
    })
    const given = order({ requestId: request.id, nowMs: this.nowMs, claims })
    const verdict = await request.spend.reserve(first ? given : { ...given, intent: null })
    if (unseeded.length > 0) {
      expect(verdict).toEqual({ kind: 'unseeded', gauges: unseeded })
      return false
    }
    if (over) {
      expect(verdict).toMatchObject({
        kind: 'refused',
        refusal: { claim: over },
        used: this.used(over.gauge),
      })
      return false
    }
    request.claims.push(...claims.filter(({ gauge }) => gauge.unit === 'nanoUsd'))
    for (const { gauge } of claims)
      if (gauge.unit === 'requests') this.#requests.push({ subject: gauge.owner, atMs: this.nowMs })
    if (first) this.open.push(request)
    expect(verdict).toEqual({ kind: 'reserved', used: gauges.map((gauge) => this.used(gauge)) })
    return true
  }

  newRequest(amount: number): Request {
    this.#ids += 1
    const spend = this.spends[this.#ids % 2]!
    return {
      id: `${this.run}-${String(this.#ids)}`,
      spend,
      startedAtMs: this.nowMs,
      amount,
      claims: [],
      billed: [...this.payers],
    }
  }

  async settle(request: Request, part: number): Promise<void> {
    this.open.splice(this.open.indexOf(request), 1)
    const { id, startedAtMs, billed } = request
    const nanoUsd = Math.floor(request.amount * part)
    const gauges = billed.flatMap((subject) => [
      ...this.gauges(subject, startedAtMs),
      ...this.gauges(subject),
    ])
    const outcome = settlement({ requestId: id, startedAtMs, nanoUsd, subjects: billed, gauges })
    expect(await request.spend.settle(outcome)).toBe(true)
    const names = billed.map(subjectName)
    this.settled.push({ id, startedAtMs, nanoUsd, billed: names, durable: false })
    // Whoever has not been told has missed it.
    const told = new Set(gauges.map((gauge) => gauge.id))
    for (const gaugeId of this.seeded)
      if (names.some((name) => gaugeId.startsWith(`${name}/`)) && !told.has(gaugeId))
        this.seeded.delete(gaugeId)
  }

  /** As the hub does it: what the database holds, and what waits. */
  async seed(subject: Subject): Promise<void> {
    const name = subjectName(subject)
    const spend = this.spends[0]!
    const { seq, rows } = await spend.pendingOf(subject)
    const all = this.settled.filter(({ billed }) => billed.includes(name))
    const waiting = all.filter(({ durable }) => !durable)
    expect(rows.map(({ requestId }) => requestId).sort()).toEqual(waiting.map(({ id }) => id).sort())
    const spent = [
      ...all
        .filter(({ durable }) => durable)
        .map(({ startedAtMs, nanoUsd }) => ({ atMs: startedAtMs, nanoUsd })),
      ...rows.map(({ startedAtMs, nanoUsd }) => ({ atMs: startedAtMs, nanoUsd })),
    ]
    const seeds = this.gauges(subject)
      .filter(({ unit }) => unit === 'nanoUsd')
      .map((gauge) => ({ gauge, spent: spent.filter(({ atMs }) => counts(gauge, atMs)) }))
    expect(await spend.seed(subject, seq, seeds)).toBe(true)
    for (const { gauge } of seeds) this.seeded.add(gauge.id)
  }

  async check(): Promise<void> {
    const gauges = this.subjects.flatMap((subject) => this.gauges(subject))
    const read = await this.spends[1]!.read(gauges, this.nowMs)
    expect(read).toEqual(gauges.map((gauge) => (this.isSeeded(gauge) ? this.used(gauge) : null)))
    for (const [i, gauge] of gauges.entries()) expect(read[i] ?? 0).toBeLessThanOrEqual(gauge.limit)
  }
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)
const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(1, list.length)]

async function obey(model: Model, command: Command): Promise<void> {
  if (command.do === 'advance') model.nowMs += command.ms
  else if (command.do === 'reserve') await model.reserve(model.newRequest(command.amount), model.payers, true)
  else if (command.do === 'seed') await model.seed(pick(model.subjects, command.which)!)
  else if (command.do === 'forget') {
    const row = pick(model.settled, command.which)
    if (!row || row.durable) return
    row.durable = true
    await Promise.all(model.spends.map(async (spend) => spend.forget([row.id])))
  } else {
    const request = pick(model.open, command.which)
    if (!request) return
    const serves = request.billed.includes(model.provider)
    if (command.do === 'settle') await model.settle(request, command.part)
    else if (command.do === 'hold provider' && !serves) {
      if (await model.reserve(request, [model.provider], false)) request.billed.push(model.provider)
    } else if (command.do === 'release provider' && serves) {
      request.billed.pop()
      request.claims = request.claims.filter(({ gauge }) => gauge.subject.kind !== 'provider')
      await request.spend.release(request.id, model.provider)
    }
  }
}

let redis: RedisForTests | undefined
const instances: SpendInstance[] = []
let runs = 0
beforeAll(async () => {
  if (startRedis.isMissing()) return
  redis = await startRedis()
  for (let i = 0; i < 2; i += 1) instances.push(await openSpendInstance(redis.url))
})
afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.close()))
  await redis?.stop()
})

const stores: { title: string; skipped: boolean; open: () => SpendState[] }[] = [
  {
    title: 'memory',
    skipped: false,
    open() {
      const spend = createMemorySpend({ journal: NO_JOURNAL })
      return [spend, spend]
    },
  },
  {
    title: redisSuite('Redis'),
    skipped: startRedis.isMissing(),
    open: () => instances.map(({ spend }) => spend),
  },
]

describe.each(stores)('spend in $title, whatever happens', ({ skipped, open }) => {
  it.skipIf(skipped)(
    'is what was settled and what is reserved, and never more than a limit',
    async () => {
      await fc.assert(
        fc.asyncProperty(commands, async (list) => {
          runs += 1
          const model = new Model(`run${String(runs)}`, open())
          for (const command of list) {
            await obey(model, command)
            await model.check()
          }
          for (const request of [...model.open]) await model.settle(request, 1)
          for (const subject of model.subjects) await model.seed(subject)
          await model.check()
        }),
        { numRuns: 120 },
      )
    },
    60_000,
  )
})
