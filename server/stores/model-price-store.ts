import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { describeChange } from '#server/domain/describe-change'
import { listOrder, PRICE_SOURCES, storedPrices, versionsInForce } from '#server/domain/price-versions'
import type { NewPriceVersion, PriceVersion } from '#server/domain/price-versions'
import type { DatabaseKind } from '#server/platform/database-options'
import { writeConfiguration, type Done } from './config-version-store'
import type { ModelPriceStore } from './interfaces'
import { parseColumns } from './parse-columns'
import type { StoreContext } from './store-context'
import { attempt, StoreError } from './store-error'

const checked = z.object({
  id: z.string(),
  model: z.string(),
  source: z.enum(PRICE_SOURCES),
  prices: storedPrices,
})
/** One row of NEWEST. */
const newestRow = z
  .tuple([z.string(), z.string(), z.enum(PRICE_SOURCES), storedPrices, z.number(), z.number()])
  .transform(([id, model, source, prices, validFromMs, createdAtMs]): PriceVersion => {
    const [validFrom, createdAt] = [new Date(validFromMs), new Date(createdAtMs)]
    return { id, model, source, prices, validFrom, createdAt }
  })

const TYPE = 'price'
/** Of models whose prices were set together, as many are named in the audit log. */
const MAX_NAMED = 50

/** More versions of one model than anybody looks at. */
const MAX_HISTORY = 500
/** Requests that are looked through for models without a price, newest first: they are not indexed by cost. */
const MAX_LOOKED_THROUGH = 50_000
const MAX_UNPRICED = 100

/** Versions are only ever added, save those whose time has not come. */
export function createModelPriceStore(context: StoreContext): ModelPriceStore {
  const { client, kind, now } = context
  return {
    mark: () =>
      attempt(async () => {
        const last = await client.modelPrice.findFirst({ orderBy: { id: 'desc' }, select: { id: true } })
        return `${String(await client.modelPrice.count())} ${last?.id ?? ''}`
      }),

    inForce: (at) =>
      attempt(async () => {
        const [rows, next] = await Promise.all([
          client.$queryRawUnsafe<{ rows: string | null }[]>(NEWEST[kind], at),
          client.modelPrice.findFirst({
            where: { validFrom: { gt: at } },
            orderBy: { validFrom: 'asc' },
            select: { validFrom: true },
          }),
        ])
        const newest = z.array(newestRow).parse(JSON.parse(rows[0]?.rows ?? '[]'))
        return {
          versions: versionsInForce(newest).sort(byModel),
          newest,
          nextChangeAt: next?.validFrom ?? null,
        }
      }),

    get: (id) =>
      attempt(async () => {
        const row = await client.modelPrice.findUnique({ where: { id } })
        return row && { ...row, ...parseColumns('ModelPrice', row, checked) }
      }),

    history: (model) =>
      attempt(async () => {
        const rows = await client.modelPrice.findMany({
          where: { model },
          orderBy: [{ validFrom: 'desc' }, { id: 'desc' }],
          take: MAX_HISTORY,
        })
        return rows.map((row) => ({ ...row, ...parseColumns('ModelPrice', row, checked) }))
      }),

    add: (versions) =>
      writeConfiguration(context, async (transaction) => {
        const rows = JSON.stringify(versions.map((version) => toRow(version, now())))
        const added = await transaction.$executeRawUnsafe(INSERT[kind], rows)
        if (added === versions.length) return { result: added, audit: describeAdded(versions) }
        throw new StoreError('conflict', 'a version of this price begins at the same moment')
      }),

    addMissing: async (versions) => {
      const rows = JSON.stringify(versions.map((version) => toRow(version, now())))
      const added = await writeConfiguration(context, async (transaction) => {
        const count = await transaction.$executeRawUnsafe(INSERT[kind], rows)
        return { result: count > 0 && count, audit: describeAdded(versions) }
      })
      return added === false ? 0 : added
    },

    has: ({ model, source, validFrom }) =>
      attempt(async () => {
        const where = { model_validFrom_source: { model, validFrom, source } }
        return (await client.modelPrice.findUnique({ where, select: { id: true } })) !== null
      }),

    removePlanned: (id) =>
      writeConfiguration(context, async (transaction) => {
        const { count } = await transaction.modelPrice.deleteMany({ where: { id, validFrom: { gt: now() } } })
        const changes = { removed: 'a price whose time had not come' }
        return { result: count > 0, audit: [{ targetType: TYPE, targetId: id, changes }] }
      }),

    unpriced: (since) =>
      attempt(async () => {
        const rows = await client.$queryRaw<{ model: string; requests: bigint; lastAt: unknown }[]>`
          SELECT "servedModel" AS "model", COUNT(*) AS "requests", MAX("startedAt") AS "lastAt" FROM (
            SELECT "servedModel", "startedAt", "costNanoUsd", "providerId" FROM "RequestLog"
            ORDER BY "id" DESC LIMIT ${MAX_LOOKED_THROUGH}) AS "newest"
          WHERE "costNanoUsd" IS NULL AND "providerId" IS NOT NULL AND "servedModel" IS NOT NULL
            AND "startedAt" >= ${since}
          GROUP BY "servedModel" ORDER BY "requests" DESC, "model" LIMIT ${MAX_UNPRICED}`
        return rows.map(toUnpriced)
      }),
  }
}

const toRow = ({ model, source, validFrom, prices }: NewPriceVersion, at: Date) => [
  uuidv7(),
  model,
  validFrom.getTime(),
  source,
  prices ?? { ended: true },
  at.getTime(),
]

/** A whole table of prices in one statement: one by one, 3,000 of them would take seconds. What is there already stays. */
const INSERT: Record<DatabaseKind, string> = {
  sqlite: `INSERT INTO "ModelPrice" ("id", "model", "validFrom", "source", "prices", "createdAt")
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value -> 4, value ->> 5 FROM json_each(?)
    WHERE true ON CONFLICT DO NOTHING`,
  postgresql: `INSERT INTO "ModelPrice" ("id", "model", "validFrom", "source", "prices", "createdAt")
    SELECT r ->> 0, r ->> 1, timestamp 'epoch' + (r ->> 2)::bigint * interval '1 millisecond', r ->> 3, r -> 4,
      timestamp 'epoch' + (r ->> 5)::bigint * interval '1 millisecond'
    FROM jsonb_array_elements($1::jsonb) AS r ON CONFLICT DO NOTHING`,
}

/** The newest version of each model and source, all in one text: Prisma takes three times as long over rows. */
const NEWEST: Record<DatabaseKind, string> = {
  sqlite: `SELECT CAST(json_group_array(json_array("id", "model", "source", json("prices"), "validFrom", "createdAt")) AS TEXT)
      AS "rows" FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY "model", "source" ORDER BY "validFrom" DESC) AS "nth"
    FROM "ModelPrice" WHERE "validFrom" <= ?) AS "come" WHERE "nth" = 1`,
  postgresql: `SELECT json_agg(json_build_array("id", "model", "source", "prices",
      (EXTRACT(epoch FROM "validFrom") * 1000)::bigint, (EXTRACT(epoch FROM "createdAt") * 1000)::bigint))::text
      AS "rows" FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY "model", "source" ORDER BY "validFrom" DESC) AS "nth"
    FROM "ModelPrice" WHERE "validFrom" <= $1) AS "come" WHERE "nth" = 1`,
}

const toUnpriced = ({ model, requests, lastAt }: { model: string; requests: bigint; lastAt: unknown }) => ({
  ...{ model, requests: Number(requests), lastAt: toDate(lastAt) },
})

/** SQLite gives a time that was computed as the number that it keeps. */
const toDate = (value: unknown): Date =>
  value instanceof Date ? value : new Date(typeof value === 'bigint' ? Number(value) : String(value))

const byModel = (a: { model: string }, b: { model: string }): number =>
  listOrder(a.model) < listOrder(b.model) ? -1 : 1

/** A table of hundreds is one entry; a single price is told in full. */
function describeAdded(versions: readonly NewPriceVersion[]): Done<unknown>['audit'] {
  const [only] = versions
  if (versions.length === 1 && only)
    return [{ targetType: TYPE, targetId: only.model, changes: describeChange(null, only) }]
  const models = versions.slice(0, MAX_NAMED).map(({ model }) => model)
  const sources = [...new Set(versions.map(({ source }) => source))]
  return [{ targetType: TYPE, targetId: null, changes: { added: versions.length, sources, models } }]
}
