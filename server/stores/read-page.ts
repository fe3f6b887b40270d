import type { Page } from '#server/domain/page'
import type { PageRequest } from './interfaces'
import { StoreError } from './store-error'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Read one page, newest first. Ids are UUIDv7, so the id alone is the key: no offset, no count, no row seen twice.
 * @param read gives at most `take` rows by descending id, all with an id below `beforeId` when that is given
 * @throws StoreError("bad_cursor") when the cursor is none that this function made */
export async function readPage<Row extends { id: string }, Item>(options: {
  page: PageRequest
  read: (range: { take: number; beforeId: string | null }) => Promise<Row[]>
  toItem: (row: Row) => Item
}): Promise<Page<Item>> {
  const limit = Math.max(1, Math.floor(options.page.limit))
  const beforeId = options.page.cursor === undefined ? null : decodeCursor(options.page.cursor)
  // One row more than asked for tells whether there is a next page.
  const rows = await options.read({ take: limit + 1, beforeId })
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(options.toItem),
    nextCursor: rows.length > limit && last ? encodeCursor(last.id) : null,
  }
}

export const encodeCursor = (id: string): string => Buffer.from(id).toString('base64url')

/** @throws StoreError("bad_cursor") */
export function decodeCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString()
  if (!UUID.test(id)) throw new StoreError('bad_cursor', 'the cursor is not one of this list')
  return id
}
