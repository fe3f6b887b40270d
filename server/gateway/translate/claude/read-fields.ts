import { GatewayError } from '#server/domain/errors'
import { isRecord } from '../ir/metering'

export type Fields = Readonly<Record<string, unknown>>

/** @throws GatewayError bad_request, always */
export function refuse(place: string, expected: string): never {
  throw new GatewayError('bad_request', { clientMessage: `${place}: expected ${expected}.` })
}

export const readRecord = (value: unknown, place: string): Fields =>
  isRecord(value) ? value : refuse(place, 'an object')

export const readText = (value: unknown, place: string): string =>
  typeof value === 'string' ? value : refuse(place, 'a string')

export const readNumber = (value: unknown, place: string): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : refuse(place, 'a number')

export const readBoolean = (value: unknown, place: string): boolean =>
  typeof value === 'boolean' ? value : refuse(place, 'true or false')

export const readList = (value: unknown, place: string): readonly unknown[] =>
  Array.isArray(value) ? value : refuse(place, 'a list')

/** Absent and null are the same. */
export const readOptional = <T>(
  value: unknown,
  place: string,
  read: (value: unknown, place: string) => T,
): T | null => (value === undefined || value === null ? null : read(value, place))

export function without(fields: Fields, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))
}

/** The members that have a value. */
export function present(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  )
}

/** What is left of an object besides its known members, as extras; nothing where nothing is left. */
export function extrasOf(
  fields: Fields,
  names: readonly string[],
): { extras?: { claude: Record<string, unknown> } } {
  const rest = without(fields, names)
  return Object.keys(rest).length === 0 ? {} : { extras: { claude: rest } }
}
