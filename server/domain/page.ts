/** One page of a keyset-paged list. `nextCursor` is opaque to the caller; null on the last page. */
export interface Page<T> {
  items: T[]
  nextCursor: string | null
}
