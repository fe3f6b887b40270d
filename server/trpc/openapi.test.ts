import { describe, expect, it } from 'vitest'
import { REST_PATH, describeAdminApi, listProcedures } from './openapi'

const document = describeAdminApi({ version: '1.2.3', origin: 'https://hub.example.com' })
const procedures = listProcedures()

interface Operation {
  operationId?: string
  summary?: string
  description?: string
  tags?: string[]
  security?: unknown
  requestBody?: { content?: Record<string, { example?: unknown }> }
  parameters?: { name: string; in: string; schema: unknown }[]
  responses?: Record<string, unknown>
}

/** The generated document is typed loosely; its JSON is what callers get. */
const paths = JSON.parse(JSON.stringify(document.paths)) as Record<string, Record<string, Operation>>
const operations = Object.values(paths).flatMap((methods) => Object.values(methods))

describe('every procedure is described for REST', () => {
  it.each(procedures)('$path', ({ path, meta: { openapi } }) => {
    expect(openapi).toMatchObject({ protect: true })
    expect(openapi?.path).toMatch(/^\/[a-z{}/-]+$/)
    expect(openapi?.summary).toMatch(/\S/)
    expect(openapi?.description).toMatch(/\S/)
    expect(openapi?.tags).toHaveLength(1)
    expect(operations.some(({ operationId }) => operationId === path.replaceAll('.', '-'))).toBe(true)
  })
})

describe('the document', () => {
  it('is OpenAPI 3.1 with the public address and the bearer scheme', () => {
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: { version: '1.2.3' },
      servers: [{ url: `https://hub.example.com${REST_PATH}` }],
      components: { securitySchemes: { adminToken: { type: 'http', scheme: 'bearer' } } },
    })
    expect(operations).toHaveLength(procedures.length)
    for (const operation of operations) {
      expect(operation.security).toEqual([{ adminToken: [] }])
      expect(operation.responses).toHaveProperty('200')
    }
  })

  it('resolves every reference that it makes', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, ref = '']) => ref)
    const whole: unknown = JSON.parse(JSON.stringify(document))
    const missing = refs.filter((ref) => ref.split('/').reduce(step, whole) === undefined)
    expect(missing).toEqual([])
  })

  it('gives an example for every body', () => {
    const bodies = operations.flatMap(({ operationId, requestBody }) =>
      requestBody ? [{ operationId, requestBody }] : [],
    )
    expect(bodies.map(({ operationId }) => operationId)).toContain('providers-create')
    for (const { requestBody } of bodies)
      expect(requestBody.content?.['application/json']?.example).toBeTypeOf('object')
  })

  it('describes query parameters as what they are', () => {
    const parameters = paths['/logs']?.get?.parameters ?? []
    expect(parameters.find(({ name }) => name === 'limit')?.schema).toMatchObject({
      type: 'integer',
      maximum: 200,
    })
    expect(parameters.map(({ name }) => name).sort()).toEqual(
      ['limit', 'cursor', 'userId', 'keyId', 'providerId', 'model', 'status', 'from', 'to'].sort(),
    )
  })
})

function step(node: unknown, segment: string): unknown {
  return typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[segment] : undefined
}
