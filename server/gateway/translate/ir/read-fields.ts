import type { Dialect } from '#server/domain/dialect'
import { GatewayError } from '#server/domain/errors'
import type { Warn } from './codec'
import { isRecord } from './metering'
import type { Extras } from './parts'

/** An object of a body, to be written to and to be read only. */
export type Json = Record<string, unknown>
export type Fields = Readonly<Json>

/** @param place where in the client's body, for example `messages.3.content.0` */
export const badField = (place: string, expected: string): GatewayError =>
  new GatewayError('bad_request', { clientMessage: `${place}: expected ${expected}` })

/** @throws GatewayError bad_request, always */
export function refuse(place: string, expected: string): never {
  throw badField(place, expected)
}

// What an upstream says is read as far as it can be understood.
export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
export const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null
export const flagOf = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null)
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
export const recordOf = (value: unknown): Fields => (isRecord(value) ? value : {})

// What a client asks is read strictly: what is misunderstood must not be guessed at.
export const readRecord = (value: unknown, place: string): Fields =>
  isRecord(value) ? value : refuse(place, 'an object')
export const readText = (value: unknown, place: string): string => textOf(value) ?? refuse(place, 'a string')
export const readNumber = (value: unknown, place: string): number =>
  numberOf(value) ?? refuse(place, 'a number')
export const readBoolean = (value: unknown, place: string): boolean =>
  flagOf(value) ?? refuse(place, 'true or false')
export const readList = (value: unknown, place: string): readonly unknown[] =>
  Array.isArray(value) ? value : refuse(place, 'a list')

/** Absent and null are the same. */
export const readOptional = <T>(
  value: unknown,
  place: string,
  read: (value: unknown, place: string) => T,
): T | null => (value === undefined || value === null ? null : read(value, place))

export const isText = (value: unknown): value is string => typeof value === 'string'
export const isEmpty = (fields: Fields): boolean => Object.keys(fields).length === 0

export function without(fields: Fields | undefined, names: readonly string[]): Json {
  const rest: Json = {}
  for (const name in fields) if (!names.includes(name)) rest[name] = fields[name]
  return rest
}

/** The members that have a value. */
export function present(fields: Fields): Json {
  const kept: Json = {}
  for (const name in fields) {
    const value = fields[name]
    if (value !== undefined && value !== null) kept[name] = value
  }
  return kept
}

const NO_EXTRAS = Object.freeze({})

/** What is left of an object besides its known members, as extras; nothing where nothing is left. */
export function extrasOf(dialect: Dialect, fields: Fields, known: readonly string[]): { extras?: Extras } {
  for (const name in fields)
    if (!known.includes(name)) return { extras: { [dialect]: without(fields, known) } }
  return NO_EXTRAS
}

/** Members of requests that name what a provider holds: an answer without it would be about something else. */
const HELD: ReadonlySet<string> = new Set([
  'previous_response_id',
  'conversation',
  'prompt',
  'background',
  'cachedContent',
  'cached_content',
])

/** Members that change what the model does. What is not listed is bookkeeping: storage, caching, labels, a second spelling
 * of something that the IR says. */
const CHANGING: ReadonlySet<string> = new Set([
  'audio',
  'container',
  'context_management',
  'imageConfig',
  'logit_bias',
  'logprobs',
  'max_tool_calls',
  'mcp_servers',
  'mediaResolution',
  'modalities',
  'prediction',
  'responseLogprobs',
  'responseModalities',
  'safetySettings',
  'safety_settings',
  'speechConfig',
  'speed',
  'top_logprobs',
  'verbosity',
  'web_search_options',
])

/** Members that are only a box around others. */
const BOXES: ReadonlySet<string> = new Set(['generationConfig', 'text'])

interface ForeignOptions {
  into: Dialect
  /** Members that the encoder has a place for. */
  says?: readonly string[]
  warn: Warn
}

/** What a client of another protocol said besides the common words: a warning for each member that is lost and missed.
 * @throws GatewayError bad_request where the target's provider could not answer the question at all */
export function checkForeignExtras(extras: Extras, { into, says = [], warn }: ForeignOptions): void {
  for (const [dialect, fields] of Object.entries(extras))
    if (dialect !== into) checkFields(fields, (name) => checkMember(name, says, warn))
}

function checkFields(fields: Fields, check: (name: string) => void): void {
  for (const [name, value] of Object.entries(fields)) {
    if (BOXES.has(name) && isRecord(value)) checkFields(value, check)
    else if (!isDefault(name, value)) check(name)
  }
}

function checkMember(name: string, says: readonly string[], warn: Warn): void {
  if (HELD.has(name))
    throw new GatewayError('bad_request', {
      clientMessage: `${name}: this model's provider holds no such state; send the whole conversation.`,
    })
  if (CHANGING.has(name) && !says.includes(name))
    warn(`dropped_${snakeCase(name)}`, `the provider's protocol has nothing like ${name}`)
}

/** Members that say what is so without them: many clients send all that they know. */
function isDefault(name: string, value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === 0) return true
  if (name === 'modalities' && Array.isArray(value)) return value.every((one) => one === 'text')
  if (name === 'web_search_options') return false
  return Array.isArray(value) ? value.length === 0 : isRecord(value) && isEmpty(value)
}

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
