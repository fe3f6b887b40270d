import { isRecord } from '../ir/metering'
import type { Fields } from '../ir/read-fields'
import type { JsonSchema } from '../ir/request'

/** What structured outputs know; the rest goes into the description, as Anthropic's own SDK does it.
 * @see https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations */
const KNOWN: ReadonlySet<string> = new Set([
  '$ref',
  '$defs',
  'definitions',
  'type',
  'enum',
  'const',
  'anyOf',
  'allOf',
  'description',
  'title',
  'default',
  'properties',
  'required',
  'additionalProperties',
  'items',
])
const FORMATS: ReadonlySet<unknown> = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'uri',
  'ipv4',
  'ipv6',
  'uuid',
])

/** A schema that Anthropic can hold an answer to: objects are closed, constraints that it cannot check become words. */
export function fitOutputSchema(schema: JsonSchema): Fields {
  return isRecord(schema) ? fit(schema) : { type: 'object', properties: {}, additionalProperties: false }
}

function fit(schema: Fields): Fields {
  const fitted: Record<string, unknown> = {}
  const said: string[] = []
  for (const [name, value] of Object.entries(schema)) {
    if (name === '$schema' || name === '$id' || name === '$comment') continue
    if (name === 'oneOf') fitted.anyOf = fitEach(value)
    else if (KNOWN.has(name) || isSimple(name, value)) fitted[name] = fitMember(name, value)
    else said.push(`${name}: ${JSON.stringify(value)}`)
  }
  if (isObject(schema)) {
    if (isRecord(schema.additionalProperties))
      said.push(`additionalProperties: ${JSON.stringify(schema.additionalProperties)}`)
    fitted.additionalProperties = false
  }
  if (said.length > 0) {
    const before = typeof schema.description === 'string' ? `${schema.description}\n\n` : ''
    fitted.description = `${before}{${said.join(', ')}}`
  }
  return fitted
}

const isObject = ({ type, properties }: Fields) =>
  type === 'object' || (Array.isArray(type) && type.includes('object')) || isRecord(properties)

const isSimple = (name: string, value: unknown) =>
  (name === 'format' && FORMATS.has(value)) || (name === 'minItems' && (value === 0 || value === 1))

function fitMember(name: string, value: unknown): unknown {
  switch (name) {
    case 'properties':
    case '$defs':
    case 'definitions':
      return isRecord(value)
        ? Object.fromEntries(Object.entries(value).map(([key, schema]) => [key, fitOne(schema)]))
        : value
    case 'anyOf':
    case 'allOf':
      return fitEach(value)
    case 'items':
      return fitOne(value)
    default:
      return value
  }
}

const fitOne = (schema: unknown): unknown => (isRecord(schema) ? fit(schema) : schema)
const fitEach = (schemas: unknown): unknown => (Array.isArray(schemas) ? schemas.map(fitOne) : schemas)

/** A tool's input is an object, and its schema says so itself: choices at the top are not taken.
 * @returns the schema, and whether something had to be loosened */
export function fitInputSchema(schema: JsonSchema | null): { schema: Fields; loosened: boolean } {
  if (!isRecord(schema)) return { schema: { type: 'object', properties: {} }, loosened: false }
  const variants = ['anyOf', 'oneOf', 'allOf'].flatMap((name) => listOf(schema[name]))
  const { anyOf, oneOf, allOf, ...rest } = schema
  const loosened = [anyOf, oneOf, allOf].some((choice) => choice !== undefined)
  if (!loosened)
    return { schema: schema.type === 'object' ? schema : { ...schema, type: 'object' }, loosened }
  const properties = Object.fromEntries(
    [...variants, schema].flatMap((part) =>
      isRecord(part.properties) ? Object.entries(part.properties) : [],
    ),
  )
  return { schema: { ...rest, type: 'object', properties }, loosened }
}

const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isRecord) : [])
