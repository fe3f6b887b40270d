import { z } from 'zod'

type Issue = Parameters<z.core.$ZodErrorMap>[0]
type Size = { minimum?: number | bigint; maximum?: number | bigint; inclusive?: boolean; origin: string }

/** Say what a field must be and not what it was, wherever a schema has no words of its own. */
export function describeInput(issue: Issue): string {
  if (issue.input === undefined && issue.code !== 'unrecognized_keys') return 'is required'
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? `must be a ${issue.expected}`
    case 'too_big':
      return most(issue)
    case 'too_small':
      return least(issue)
    case 'invalid_value':
      return issue.values.length === 1
        ? `must be ${String(issue.values[0])}`
        : `must be one of ${issue.values.map(String).join(', ')}`
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'does not have the form that is expected'
    case 'not_multiple_of':
      return `must be a multiple of ${String(issue.divisor)}`
    case 'unrecognized_keys':
      return `there is no field ${issue.keys.join(', ')} here`
    case 'invalid_key':
    case 'invalid_element':
      return 'has an entry that is not allowed'
    default:
      return 'is none of the forms that are allowed here; the API documentation shows them'
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'must be text',
  number: 'must be a number',
  int: 'must be a whole number',
  boolean: 'must be true or false',
  array: 'must be a list',
  object: 'must be an object',
  record: 'must be an object',
  null: 'must be null',
}

const FORMATS: Readonly<Record<string, string>> = {
  url: 'must be an address such as https://example.com/path',
  email: 'must be an e-mail address such as ada@example.com',
  datetime: 'must be a time such as 2026-01-31T12:00:00Z',
  uuid: 'must be a UUID',
}

/** What a size is counted in; numbers count themselves. */
const COUNTED: Readonly<Record<string, string>> = { string: 'characters', array: 'items', set: 'items' }

function most({ origin, maximum, inclusive }: Size): string {
  const counted = COUNTED[origin]
  if (counted) return `must have at most ${String(maximum)} ${counted}`
  return inclusive === false ? `must be less than ${String(maximum)}` : `must be at most ${String(maximum)}`
}

function least({ origin, minimum, inclusive }: Size): string {
  const counted = COUNTED[origin]
  if (counted && Number(minimum) <= 1) return 'must not be empty'
  if (counted) return `must have at least ${String(minimum)} ${counted}`
  return inclusive === false ? `must be more than ${String(minimum)}` : `must be at least ${String(minimum)}`
}

/** Names of fields say their unit at the end. */
const UNITS: readonly [RegExp, string][] = [
  [/Ms$/, 'milliseconds'],
  [/Hours$/, 'hours'],
  [/Days$/, 'days'],
  [/^usd/, 'USD'],
]

/** ` milliseconds`, for what is said of the size of `timeouts.idleMs`; empty where the name says none. */
export function unitOf(field: string): string {
  const unit = UNITS.find(([pattern]) => pattern.test(field))?.[1]
  return unit === undefined ? '' : ` ${unit}`
}

// One place for all schemas: each of them may still have its own words, which win.
z.config({ localeError: describeInput })
