import { isRecord } from '../ir/metering'
import { without } from '../ir/read-fields'
import type { Json } from '../ir/read-fields'
import type { JsonSchema } from '../ir/request'

/** What `parameters` and `responseSchema` know; everything else is an error there.
 * @see https://ai.google.dev/api/caching#Schema */
const KEPT = [
  'title',
  'description',
  'nullable',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'pattern',
  'example',
  'propertyOrdering',
  'default',
]
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  STRING: ['enum', 'date-time'],
  INTEGER: ['int32', 'int64'],
  NUMBER: ['float', 'double'],
}
/** Schemas that nest deeper than this are cut: Google refuses them as well. */
const MAX_DEPTH = 32

interface Scope {
  readonly root: Json
  /** References on the way here, so that a cycle ends. */
  readonly seen: readonly string[]
  readonly depth: number
}

/** The nearest that the OpenAPI subset can say. Constraints it has no word for are left out, so it accepts no less.
 * @returns null for a schema of an object without properties, which stands for no parameters at all */
export function toOpenApiSchema(schema: JsonSchema): Json | null {
  if (typeof schema === 'boolean') return null
  const converted = convert(schema, { root: schema, seen: [], depth: 0 })
  return converted.type === 'OBJECT' && converted.properties === undefined ? null : converted
}

function convert(schema: unknown, scope: Scope): Json {
  if (!isRecord(schema) || scope.depth > MAX_DEPTH) return isRecord(schema) ? { type: 'OBJECT' } : {}
  if (typeof schema.$ref === 'string') return resolve(schema, schema.$ref, scope)
  const inner = { ...scope, depth: scope.depth + 1 }
  const flat = Array.isArray(schema.allOf) ? mergeAll(schema, schema.allOf, scope) : schema
  const result: Json = {}
  for (const key of KEPT) if (flat[key] !== undefined) result[key] = flat[key]
  const types = typesOf(flat)
  if (types.includes('NULL')) result.nullable = true
  const [type, ...more] = types.filter((name) => name !== 'NULL')
  const choices = choicesOf(flat, inner)
  if (choices.some((choice) => choice === null)) result.nullable = true
  const real = choices.filter((choice) => choice !== null)
  if (more.length > 0 && type !== undefined)
    return { ...result, anyOf: [type, ...more].map((name) => ofType(name, flat, inner)) }
  if (real.length > 1) return { ...result, anyOf: real }
  const [only] = real
  if (only) return { ...only, ...result }
  return type === undefined ? result : { ...result, ...ofType(type, flat, inner) }
}

function resolve(schema: Json, ref: string, scope: Scope): Json {
  const beside = without(schema, ['$ref'])
  const target = ref.startsWith('#') && !scope.seen.includes(ref) ? lookUp(scope.root, ref) : undefined
  if (target === undefined) return { type: 'OBJECT', ...described(schema) }
  return convert({ ...target, ...beside }, { ...scope, seen: [...scope.seen, ref], depth: scope.depth + 1 })
}

const described = ({ description }: Json): Json => (description === undefined ? {} : { description })

/** A JSON pointer into the schema. @see https://www.rfc-editor.org/rfc/rfc6901 */
function lookUp(root: Json, ref: string): Json | undefined {
  let at: unknown = root
  for (const step of ref.slice(1).split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
    at = isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined
  }
  return isRecord(at) ? at : undefined
}

function mergeAll(schema: Json, all: readonly unknown[], scope: Scope): Json {
  const parts = [...all.map((part) => target(part, scope)), without(schema, ['allOf'])]
  const properties = merged(parts.map((part) => (isRecord(part.properties) ? part.properties : {})))
  const required = parts.flatMap((part): unknown[] => (Array.isArray(part.required) ? part.required : []))
  return {
    ...merged(parts),
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required: [...new Set(required)] }),
  }
}

const merged = (records: readonly Json[]): Json =>
  Object.fromEntries(records.flatMap((record) => Object.entries(record)))

function target(part: unknown, scope: Scope): Json {
  if (!isRecord(part)) return {}
  return typeof part.$ref === 'string' ? (lookUp(scope.root, part.$ref) ?? {}) : part
}

function typesOf(schema: Json): string[] {
  const given: unknown[] = Array.isArray(schema.type) ? schema.type : [schema.type]
  const named = given.filter((type) => typeof type === 'string').map((type) => type.toUpperCase())
  if (named.length > 0) return [...new Set(named)]
  if (isRecord(schema.properties)) return ['OBJECT']
  if (schema.items !== undefined || schema.prefixItems !== undefined) return ['ARRAY']
  return schema.enum !== undefined || schema.const !== undefined ? ['STRING'] : []
}

/** The alternatives; null stands for one that is null. */
function choicesOf(schema: Json, scope: Scope): (Json | null)[] {
  const several = schema.anyOf ?? schema.oneOf
  if (!Array.isArray(several)) return []
  return several.map((choice: unknown) =>
    isRecord(choice) && typesOf(choice).join() === 'NULL' ? null : convert(choice, scope),
  )
}

function ofType(type: string, schema: Json, scope: Scope): Json {
  const enumerated = enumOf(schema)
  if (enumerated && type !== 'OBJECT' && type !== 'ARRAY' && type !== 'BOOLEAN')
    return { type: 'STRING', enum: enumerated }
  const format = typeof schema.format === 'string' && FORMATS[type]?.includes(schema.format)
  return {
    type,
    ...(format && { format: schema.format }),
    ...(type === 'ARRAY' && { items: itemsOf(schema, scope) }),
    ...(type === 'OBJECT' && propertiesOf(schema, scope)),
  }
}

function enumOf(schema: Json): string[] | null {
  const values = schema.const === undefined ? schema.enum : [schema.const]
  if (!Array.isArray(values)) return null
  return values
    .filter((value) => value !== null)
    .map((value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)))
}

function itemsOf(schema: Json, scope: Scope): Json {
  const tuple = Array.isArray(schema.prefixItems) ? schema.prefixItems : schema.items
  if (!Array.isArray(tuple)) return isRecord(tuple) ? convert(tuple, scope) : { type: 'STRING' }
  const kinds = tuple.map((item: unknown) => convert(item, scope))
  const [first] = kinds
  return kinds.length === 1 && first ? first : { anyOf: kinds }
}

function propertiesOf(schema: Json, scope: Scope): Json {
  const { properties, required } = schema
  if (!isRecord(properties) || Object.keys(properties).length === 0) return {}
  const names = Object.keys(properties)
  const known = Array.isArray(required) ? required.filter((name) => names.includes(String(name))) : []
  return {
    properties: Object.fromEntries(names.map((name) => [name, convert(properties[name], scope)])),
    ...(known.length > 0 && { required: known }),
  }
}
