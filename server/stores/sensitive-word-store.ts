import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { WORD_MATCHES } from '#server/domain/sensitive-words'
import type { SensitiveWord as SensitiveWordRow } from '#prisma/generated/sqlite/client'
import { describeChange } from '#server/domain/describe-change'
import {
  writeConfiguration,
  writeOne,
  type Done,
  type Subject,
  type TransactionClient,
} from './config-version-store'
import type { SensitiveWord, SensitiveWordFields, SensitiveWordStore } from './interfaces'
import { parseColumns } from './parse-columns'
import { pickDefined } from './pick-defined'
import { readPage } from './read-page'
import type { StoreContext } from './store-context'
import { attempt } from './store-error'

const checked = z.object({ match: z.enum(WORD_MATCHES) })

const TYPE = 'sensitive-word'
/** Of a list that was added, as many are named in the audit log. */
const MAX_NAMED = 50

export function createSensitiveWordStore(
  context: Pick<StoreContext, 'client' | 'kind' | 'now'>,
): SensitiveWordStore {
  const { client, kind, now } = context
  const subject = (id: string): Subject => ({ type: TYPE, id, read: findWord })
  // SQLite compares without case by itself (ASCII), and its client does not know the option.
  const containing = (contains: string) => ({
    contains,
    ...(kind === 'postgresql' && { mode: 'insensitive' as const }),
  })

  return {
    list: ({ search }, page) =>
      attempt(() =>
        readPage({
          page,
          read: ({ take, beforeId }) =>
            client.sensitiveWord.findMany({
              where: {
                ...(beforeId !== null && { id: { lt: beforeId } }),
                ...(search !== undefined && {
                  OR: [{ pattern: containing(search) }, { note: containing(search) }],
                }),
              },
              orderBy: { id: 'desc' },
              take,
            }),
          toItem: toWord,
        }),
      ),

    get: (id) => attempt(() => findWord(client, id)),

    createMany: (words) =>
      writeConfiguration(context, async (transaction) => {
        const at = now()
        const rows = words.map((word) => ({
          ...toColumns(word),
          id: uuidv7(),
          version: 1,
          createdAt: at,
          updatedAt: at,
        }))
        await transaction.sensitiveWord.createMany({ data: rows })
        return { result: rows.map(toWord), audit: describeAdded(rows) }
      }),

    update: (id, { version, ...patch }) =>
      writeOne(context, { ...subject(id), version }, async (transaction) => {
        await transaction.sensitiveWord.updateMany({
          where: { id },
          data: { ...pickDefined(patch), version: { increment: 1 }, updatedAt: now() },
        })
        return findWord(transaction, id)
      }),

    remove: (id) =>
      writeOne(context, subject(id), async (transaction) => {
        const { count } = await transaction.sensitiveWord.deleteMany({ where: { id } })
        return count > 0
      }),

    loadRules: () =>
      attempt(async () => {
        const rows = await client.sensitiveWord.findMany({ orderBy: { id: 'asc' } })
        return rows.map(toWord).map(({ id, pattern, match, caseSensitive, enabled }) => ({
          ...{ id, pattern, match, caseSensitive, enabled },
        }))
      }),
  }
}

/** By name: what else an object holds is not for the database. */
const toColumns = ({ pattern, match, caseSensitive, enabled, note }: SensitiveWordFields) => ({
  ...{ pattern, match, caseSensitive, enabled, note },
})

async function findWord(client: TransactionClient, id: string): Promise<SensitiveWord | null> {
  const row = await client.sensitiveWord.findUnique({ where: { id } })
  return row && toWord(row)
}

/** A list of thousands is one entry. */
function describeAdded(rows: readonly (SensitiveWordFields & { id: string })[]): Done<unknown>['audit'] {
  const [only] = rows
  if (rows.length === 1 && only)
    return [{ targetType: TYPE, targetId: only.id, changes: describeChange(null, only) }]
  const patterns = rows.slice(0, MAX_NAMED).map(({ pattern }) => pattern)
  return [{ targetType: TYPE, targetId: null, changes: { added: rows.length, patterns } }]
}

const toWord = (row: SensitiveWordRow): SensitiveWord => ({
  ...row,
  match: parseColumns('SensitiveWord', row, checked).match,
})
