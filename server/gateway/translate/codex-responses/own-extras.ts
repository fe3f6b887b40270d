import type { Extras } from '../ir/parts'
import type { Fields, Json } from '../ir/read-fields'

/** What is left when the known members are taken. A known member that is null was not taken by anybody, so it stays. */
export const restOf = (fields: Fields, ...known: readonly string[]): Json =>
  Object.fromEntries(Object.entries(fields).filter(([key, value]) => value === null || !known.includes(key)))

/** What this dialect keeps beside a part, a tool or a request. */
export const ownExtras = (fields: Fields): Extras => ({ 'codex-responses': fields })
export const readOwn = (extras: Extras | undefined): Fields => extras?.['codex-responses'] ?? {}
export const hasOwn = (extras: Extras | undefined): boolean => extras?.['codex-responses'] !== undefined
