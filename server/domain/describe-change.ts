import { isDeepStrictEqual } from 'node:util'
import type { AuditChanges, AuditValue } from './audit'

/** Change with every write, and say nothing. */
const NOISE = new Set(['id', 'version', 'createdAt', 'updatedAt', 'lastUsedAt'])
/** Names whose values are for nobody to read, wherever they stand. */
const SECRET = /credential(?!Hint)|secret|password|token|digest|sealed|authorization|apikey/i
const MASK = '(hidden)'

/** What a write made of a thing, for the audit log: the fields that differ, each with what it was and what it is; what came
 * into being or went away has only the one. Secrets are masked, and named where only they were set.
 * @param secrets names of secret fields that the write set: what they were and are is not said */
export function describeChange(
  before: object | null,
  after: object | null,
  secrets: readonly string[] = [],
): AuditChanges {
  const was: Record<string, unknown> = { ...before }
  const is: Record<string, unknown> = { ...after }
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])]
  const changes: Record<string, AuditValue> = {}
  for (const name of names) {
    if (NOISE.has(name) || isDeepStrictEqual(was[name], is[name])) continue
    changes[name] = {
      ...(before && was[name] !== undefined && { from: readable(name, was[name]) }),
      ...(after && is[name] !== undefined && { to: readable(name, is[name]) }),
    }
  }
  for (const name of secrets) changes[name] = { to: MASK }
  return changes
}

function readable(name: string, value: unknown): AuditValue {
  if (value === null || value === undefined) return null
  if (SECRET.test(name)) return MASK
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map((item: unknown) => readable('', item))
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readable(key, item)]))
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return value
  return typeof value === 'bigint' ? value.toString() : null
}
