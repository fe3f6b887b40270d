import { GatewayError } from '#server/domain/errors'
import { isRecord } from '../ir/metering'

export type Fields = Readonly<Record<string, unknown>>

export const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
export const number = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null
export const flag = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null)
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
export const fieldsOf = (value: unknown): Fields => (isRecord(value) ? value : {})

/** The members that are not named, or undefined when there are none. */
export function rest(fields: Fields, known: readonly string[]): Fields | undefined {
  const left = Object.entries(fields).filter(([name]) => !known.includes(name))
  return left.length > 0 ? Object.fromEntries(left) : undefined
}

/** @throws GatewayError bad_request, always */
export function wrong(place: string, expected: string): never {
  throw new GatewayError('bad_request', { clientMessage: `${place}: ${expected}` })
}
