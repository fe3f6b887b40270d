import { isRecord } from '../ir/metering'
import { without } from '../ir/read-fields'
import type { Json } from '../ir/read-fields'
import type { JsonSchema } from '../ir/request'

/** Gemini has two languages for schemas: JSON Schema (`parametersJsonSchema`, `responseJsonSchema`) and a subset of
 * OpenAPI 3.0 (`parameters`, `responseSchema`) with types in capitals and `nullable`.
 * @see https://ai.google.dev/api/caching#Schema */

const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'])

/** A client's schema, in either language, as JSON Schema. Walks schemas only: a property may be named like a keyword. */
export function toJsonSchema(schema: unknown): JsonSchema {
  if (typeof schema === 'boolean') return schema
  if (!isRecord(schema)) return {}
  const { nullable, example } = schema
  const result = mapChildren(without(schema, OPENAPI_ONLY), toJsonSchema)
  result.type = plainType(schema.type)
  for (const [snake, camel] of SNAKE) if (snake in result) moved(result, snake, camel)
  for (const bound of BOUNDS) if (typeof result[bound] === 'string') result[bound] = Number(result[bound])
  if (example !== undefined) result.examples = [example]
  if (result.type === undefined) delete result.type
  return nullable === true ? withNull(result) : result
}

const OPENAPI_ONLY = ['nullable', 'propertyOrdering', 'property_ordering', 'example']

function plainType(type: unknown): unknown {
  if (Array.isArray(type)) return type.map(plainType)
  if (typeof type !== 'string') return undefined
  const plain = type.toLowerCase()
  return TYPES.has(plain) ? plain : undefined
}

const SNAKE = [
  ['any_of', 'anyOf'],
  ['min_items', 'minItems'],
  ['max_items', 'maxItems'],
  ['min_length', 'minLength'],
  ['max_length', 'maxLength'],
  ['min_properties', 'minProperties'],
  ['max_properties', 'maxProperties'],
] as const
/** Protocol buffers print their 64-bit numbers as text. */
const BOUNDS = ['minItems', 'maxItems', 'minLength', 'maxLength', 'minProperties', 'maxProperties']

function moved(schema: Json, from: string, to: string): void {
  schema[to] ??= schema[from]
  // The object is ours: `mapChildren` made it.
  Reflect.deleteProperty(schema, from)
}

function withNull(schema: Json): Json {
  const listed: unknown[] | null = Array.isArray(schema.enum) ? schema.enum : null
  const enumerated = listed ? { enum: [...listed, null] } : {}
  if (typeof schema.type === 'string') return { ...schema, ...enumerated, type: [schema.type, 'null'] }
  const choices: unknown[] | null = Array.isArray(schema.anyOf) ? schema.anyOf : null
  return choices ? { ...schema, anyOf: [...choices, { type: 'null' }] } : schema
}

const ONE = [
  'items',
  'additionalProperties',
  'additional_properties',
  'not',
  'contains',
  'if',
  'then',
  'else',
]
const SEVERAL = ['anyOf', 'any_of', 'oneOf', 'allOf', 'prefixItems']
const NAMED = ['properties', 'patternProperties', '$defs', 'definitions', 'defs']

/** A copy in which every schema below has gone through `map`. */
function mapChildren(schema: Json, map: (schema: unknown) => unknown): Json {
  const result: Json = { ...schema }
  for (const key of ONE) if (isRecord(result[key])) result[key] = map(result[key])
  for (const key of SEVERAL) {
    const list = result[key]
    if (Array.isArray(list)) result[key] = list.map(map)
  }
  for (const key of NAMED) {
    const named = result[key]
    if (isRecord(named)) result[key] = mapValues(named, map)
  }
  return result
}

const mapValues = (record: Json, map: (value: unknown) => unknown): Json =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]))

/** Whether the JSON Schema fields take it: they resolve references only within the schema.
 * @see https://ai.google.dev/gemini-api/docs/structured-output#json-schema-support */
export function fitsJsonSchema(schema: JsonSchema): boolean {
  if (typeof schema === 'boolean' || '$dynamicRef' in schema || '$recursiveRef' in schema) return false
  if (typeof schema.$ref === 'string' && !schema.$ref.startsWith('#')) return false
  let fits = true
  mapChildren(schema, (child) => {
    if (isRecord(child) && !fitsJsonSchema(child)) fits = false
    return child
  })
  return fits
}
