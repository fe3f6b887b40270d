import { GatewayError } from '#server/domain/errors'
import { isRecord } from '../ir/metering'
import type { Extras } from '../ir/parts'

export type Fields = Record<string, unknown>

/** @param place where in the client's body, for example `input.3.content.0` */
export const badField = (place: string, expected: string): GatewayError =>
  new GatewayError('bad_request', { clientMessage: `${place}: expected ${expected}` })

export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
export const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null)
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
export const recordOf = (value: unknown): Fields => (isRecord(value) ? value : {})

/** What is left when the known members are taken. A known member that is null was not taken by anybody, so it stays. */
export const restOf = (fields: Readonly<Fields>, ...known: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([key, value]) => value === null || !known.includes(key)))

/** What this dialect keeps beside a part, a tool or a request. */
export const ownExtras = (fields: Fields): Extras => ({ 'codex-responses': fields })
export const readOwn = (extras: Extras | undefined): Readonly<Fields> => extras?.['codex-responses'] ?? {}
export const hasOwn = (extras: Extras | undefined): boolean => extras?.['codex-responses'] !== undefined
