import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { WORD_MATCHES } from '#server/domain/sensitive-words'
import type { SensitiveWord as SensitiveWordRow } from '#prisma/generated/sqlite/client'
import { writeConfiguration } from './config-version-store'
import type { SensitiveWord, SensitiveWordFields, SensitiveWordStore } from './interfaces'
import { parseColumns } from './parse-columns'
import { pickDefined } from './pick-defined'
import { readPage } from './read-page'
import type { StoreContext } from './store-context'
import { attempt } from './store-error'

const checked = z.object({ match: z.enum(WORD_MATCHES) })

export function createSensitiveWordStore({
  client,
  kind,
  now,
}: Pick<StoreContext, 'client' | 'kind' | 'now'>): SensitiveWordStore {
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

    get: (id) =>
      attempt(async () => {
        const row = await client.sensitiveWord.findUnique({ where: { id } })
        return row && toWord(row)
      }),

    createMany: (words) =>
      writeConfiguration(client, async (transaction) => {
        const at = now()
        const rows = words.map((word) => ({ ...toColumns(word), id: uuidv7(), createdAt: at, updatedAt: at }))
        await transaction.sensitiveWord.createMany({ data: rows })
        return rows.map(toWord)
      }),

    update: (id, patch) =>
      writeConfiguration(client, async (transaction) => {
        const { count } = await transaction.sensitiveWord.updateMany({
          where: { id },
          data: { ...pickDefined(patch), updatedAt: now() },
        })
        if (count === 0) return null
        return toWord(await transaction.sensitiveWord.findUniqueOrThrow({ where: { id } }))
      }),

    remove: (id) =>
      writeConfiguration(client, async (transaction) => {
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

const toWord = (row: SensitiveWordRow): SensitiveWord => ({
  ...row,
  match: parseColumns('SensitiveWord', row, checked).match,
})
