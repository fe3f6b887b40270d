import { DbNull } from '@prisma/client/runtime/client'
import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { BUILTIN_ERROR_RULES } from '#server/domain/builtin-error-rules'
import { DIALECTS } from '#server/domain/dialect'
import type { ErrorRule } from '#server/domain/error-rules'
import type { ErrorRule as ErrorRuleRow } from '#prisma/generated/sqlite/client'
import { writeOne, type Subject, type TransactionClient } from './config-version-store'
import type { ErrorRuleEntry, ErrorRuleFields, ErrorRuleStore } from './interfaces'
import { parseColumns, stringList } from './parse-columns'
import { pickDefined } from './pick-defined'
import type { StoreContext } from './store-context'
import { attempt } from './store-error'

/** Shapes only: a condition that an older hub allowed matches nothing, and must not take the configuration down. */
const checked = z.object({
  conditions: z.object({
    statuses: stringList,
    errorTypes: stringList,
    bodyPattern: z.string().nullable(),
    dialects: z.array(z.enum(DIALECTS)),
  }),
  overrideResponse: z.object({ status: z.number(), message: z.string() }).nullable(),
})

const BUILTINS: ReadonlyMap<string, ErrorRule> = new Map(BUILTIN_ERROR_RULES.map((rule) => [rule.id, rule]))

/** Built-in rules live in the code. A row with the id of one holds what an admin changed of it; every other row is a rule
 * of the admin's own. */
export function createErrorRuleStore(context: Pick<StoreContext, 'client' | 'now'>): ErrorRuleStore {
  const { client, now } = context
  const subject = (id: string | null): Subject => ({ type: 'error-rule', id, read: findRule })

  return {
    list: () =>
      attempt(async () => {
        const rows = new Map((await client.errorRule.findMany()).map((row) => [row.id, row]))
        const builtins = BUILTIN_ERROR_RULES.map((rule) => toBuiltin(rule, rows.get(rule.id)))
        const own = [...rows.values()].filter((row) => !row.builtin).map(toOwn)
        return [...builtins, ...own].sort(byOrder)
      }),

    get: (id) => attempt(() => findRule(client, id)),

    create: (fields) =>
      writeOne(context, subject(null), async (transaction) => {
        const at = now()
        const data = { ...toColumns(fields), id: uuidv7(), createdAt: at, updatedAt: at }
        return toOwn(await transaction.errorRule.create({ data }))
      }),

    update: (id, { version, ...patch }) =>
      writeOne(context, { ...subject(id), version }, async (transaction) => {
        const current = await findRule(transaction, id)
        if (!current) return null
        const at = now()
        const data = toColumns({ ...current, ...pickDefined(patch) })
        // The name of a built-in rule may change with the code, so its row has none to take from an admin's own rule.
        const named = current.builtin ? { ...data, name: id, builtin: true } : data
        await transaction.errorRule.upsert({
          where: { id },
          create: { ...named, id, createdAt: at, updatedAt: at },
          update: { ...named, version: { increment: 1 }, updatedAt: at },
        })
        return findRule(transaction, id)
      }),

    remove: (id) =>
      writeOne(context, subject(id), async (transaction) => {
        const { count } = await transaction.errorRule.deleteMany({ where: { id } })
        return count > 0
      }),
  }
}

async function findRule(client: TransactionClient, id: string): Promise<ErrorRuleEntry | null> {
  const row = await client.errorRule.findUnique({ where: { id } })
  const builtin = BUILTINS.get(id)
  if (builtin) return toBuiltin(builtin, row ?? undefined)
  return row && !row.builtin ? toOwn(row) : null
}

const byOrder = (a: ErrorRule, b: ErrorRule): number => a.priority - b.priority || (a.id < b.id ? -1 : 1)

/** Plain JSON, or the database's own null: Prisma would not know it from the null of JSON. */
const toColumns = ({ name, priority, enabled, conditions, override, ...fields }: ErrorRuleFields) => ({
  name,
  priority,
  enabled,
  conditions: {
    statuses: conditions.statuses,
    errorTypes: conditions.errorTypes,
    bodyPattern: conditions.bodyPattern,
    dialects: conditions.dialects,
  },
  retry: fields.retry,
  switchProvider: fields.switchProvider,
  breaker: fields.breaker,
  overrideResponse: override ? { status: override.status, message: override.message } : DbNull,
})

function toOwn(row: ErrorRuleRow): ErrorRuleEntry {
  const { conditions, overrideResponse } = parseColumns('ErrorRule', row, checked)
  const { id, name, priority, enabled, retry, switchProvider, breaker, updatedAt } = row
  const flags = { retry, switchProvider, breaker, override: overrideResponse }
  const changed = { changedAt: updatedAt, version: row.version }
  return { id, name, priority, enabled, builtin: false, conditions, ...flags, ...changed }
}

/** What it is about is always the code's word. */
function toBuiltin(rule: ErrorRule, row: ErrorRuleRow | undefined): ErrorRuleEntry {
  if (!row) return { ...rule, changedAt: null, version: 0 }
  const { id, name, builtin, conditions } = rule
  return { ...toOwn(row), id, name, builtin, conditions }
}
