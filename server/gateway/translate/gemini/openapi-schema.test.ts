import { describe, expect, it } from 'vitest'
import { toOpenApiSchema } from './openapi-schema'
import { fitsJsonSchema, toJsonSchema } from './schema-dialect'

const property = (schema: unknown, defs?: unknown) =>
  toOpenApiSchema({ type: 'object', properties: { p: schema }, ...(defs !== undefined && { $defs: defs }) })

describe('JSON Schema for the OpenAPI subset', () => {
  it.each([
    [
      'drops what has no word',
      { type: 'string', $comment: 'c', contentEncoding: 'x', 'x-y': 1, examples: [] },
      { type: 'STRING' },
    ],
    [
      'drops bounds of its own',
      { type: 'integer', exclusiveMinimum: 0, multipleOf: 2, minimum: 1 },
      { type: 'INTEGER', minimum: 1 },
    ],
    ['const', { const: 'a' }, { type: 'STRING', enum: ['a'] }],
    ['enum of numbers', { type: 'integer', enum: [1, 2] }, { type: 'STRING', enum: ['1', '2'] }],
    ['null among types', { type: ['string', 'null'] }, { type: 'STRING', nullable: true }],
    ['several types', { type: ['string', 'number'] }, { anyOf: [{ type: 'STRING' }, { type: 'NUMBER' }] }],
    [
      'null among alternatives',
      { anyOf: [{ type: 'string' }, { type: 'null' }] },
      { type: 'STRING', nullable: true },
    ],
    [
      'oneOf',
      { oneOf: [{ type: 'string' }, { type: 'boolean' }] },
      { anyOf: [{ type: 'STRING' }, { type: 'BOOLEAN' }] },
    ],
    [
      'allOf',
      {
        allOf: [
          { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
          { properties: { b: true } },
        ],
      },
      { type: 'OBJECT', properties: { a: { type: 'STRING' }, b: {} }, required: ['a'] },
    ],
    [
      'items of a tuple',
      { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] },
      { type: 'ARRAY', items: { anyOf: [{ type: 'STRING' }, { type: 'NUMBER' }] } },
    ],
    ['an array without items', { type: 'array' }, { type: 'ARRAY', items: { type: 'STRING' } }],
    ['an object without properties', { type: 'object', additionalProperties: {} }, { type: 'OBJECT' }],
    ['formats', { type: 'string', format: 'uri' }, { type: 'STRING' }],
    ['known formats', { type: 'string', format: 'date-time' }, { type: 'STRING', format: 'date-time' }],
    ['booleans', true, {}],
  ])('%s', (_, schema, expected) => {
    expect(property(schema)).toEqual({ type: 'OBJECT', properties: { p: expected } })
  })

  it('takes names of properties for names', () => {
    const named = {
      title: { type: 'string' },
      type: { type: 'string' },
      properties: { type: 'object' },
      $ref: { type: 'string' },
    }
    expect(toOpenApiSchema({ type: 'object', properties: named, required: ['type', 'gone'] })).toEqual({
      type: 'OBJECT',
      properties: {
        title: { type: 'STRING' },
        type: { type: 'STRING' },
        properties: { type: 'OBJECT' },
        $ref: { type: 'STRING' },
      },
      required: ['type'],
    })
  })

  it('puts references in place and ends cycles', () => {
    const defs = {
      node: { type: 'object', properties: { next: { $ref: '#/$defs/node' }, v: { type: 'string' } } },
    }
    expect(property({ $ref: '#/$defs/node', description: 'd' }, defs)).toMatchObject({
      properties: {
        p: {
          type: 'OBJECT',
          description: 'd',
          properties: { v: { type: 'STRING' }, next: { type: 'OBJECT' } },
        },
      },
    })
    expect(property({ $ref: '#/$defs/gone' })).toEqual({
      type: 'OBJECT',
      properties: { p: { type: 'OBJECT' } },
    })
  })

  it('has no word for an object of nothing at the root', () => {
    expect(toOpenApiSchema({ type: 'object', properties: {} })).toBeNull()
    expect(toOpenApiSchema(true)).toBeNull()
  })
})

describe('a client’s schema as JSON Schema', () => {
  it('reads the OpenAPI subset', () => {
    const schema = {
      type: 'OBJECT',
      properties: {
        type: { type: 'STRING', nullable: true, enum: ['a'], example: 'a' },
        list: { type: 'ARRAY', items: { type: 'INTEGER' }, min_items: '1' },
        either: { any_of: [{ type: 'NUMBER' }, { type: 'TYPE_UNSPECIFIED' }], nullable: true },
      },
      propertyOrdering: ['list'],
    }
    const before = JSON.stringify(schema)
    expect(toJsonSchema(schema)).toEqual({
      type: 'object',
      properties: {
        type: { type: ['string', 'null'], enum: ['a', null], examples: ['a'] },
        list: { type: 'array', items: { type: 'integer' }, minItems: 1 },
        either: { anyOf: [{ type: 'number' }, {}, { type: 'null' }] },
      },
    })
    expect(JSON.stringify(schema)).toBe(before)
  })

  it('leaves JSON Schema as it is', () => {
    const schema = {
      type: 'object',
      properties: { a: { $ref: '#/$defs/b' } },
      $defs: { b: { type: ['string', 'null'] } },
    }
    expect(toJsonSchema(schema)).toEqual(schema)
  })

  it('knows what the JSON Schema fields cannot take', () => {
    expect(fitsJsonSchema({ properties: { a: { $ref: '#/$defs/a' } } })).toBe(true)
    expect(fitsJsonSchema({ properties: { a: { $ref: 'https://x.test/a' } } })).toBe(false)
    expect(fitsJsonSchema(true)).toBe(false)
  })
})
