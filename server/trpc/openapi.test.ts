import { createConfig, lintFromString } from '@redocly/openapi-core'
import { describe, expect, it } from 'vitest'
import type { ProcedureMeta } from './init'
import { REST_PATH, describeAdminApi, listProcedures } from './openapi'
import { OPENAPI_TAGS } from './openapi-tags'

const document = describeAdminApi({ version: '1.2.3', origin: 'https://hub.test' })
const procedures = listProcedures()

interface Parameter {
  name?: string
  in?: string
  schema?: unknown
  required?: boolean
  example?: unknown
}
interface Operation {
  operationId?: string
  summary?: string
  description?: string
  tags?: string[]
  security?: unknown
  requestBody?: { content?: Record<string, { example?: unknown }> }
  parameters?: Parameter[]
  responses?: Record<string, { $ref?: string }>
  'x-codeSamples'?: { source: string }[]
}

/** The generated document is typed loosely; its JSON is what callers get. */
const paths = JSON.parse(JSON.stringify(document.paths)) as Record<string, Record<string, Operation>>
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

const operationOf = (path: string): Operation => {
  const found = operations.find(({ operation }) => operation.operationId === path.replaceAll('.', '-'))
  if (!found) throw new Error(`${path} is not in the document`)
  return found.operation
}

/** Refusals that there must be, by what an operation is. */
const REFUSALS: Record<string, (operation: Operation, meta: ProcedureMeta) => boolean> = {
  '400': ({ requestBody }) => requestBody !== undefined,
  '401': () => true,
  '403': (_operation, { who }) => who === 'admin',
  '404': (_operation, { openapi }) => openapi?.path.includes('{') === true,
  '409': (_operation, { openapi }) => openapi?.method === 'POST' || openapi?.method === 'PATCH',
  '429': () => true,
  '500': () => true,
}

describe.each(procedures)('$path is described for REST', ({ path, type, meta }) => {
  const { openapi, who } = meta

  it('in words, under one tag', () => {
    expect(openapi).toMatchObject({ protect: true, path: expect.stringMatching(/^\/[a-z{}/-]+$/) as string })
    expect(openapi?.summary).toMatch(/\S/)
    expect(openapi?.description).toMatch(/\S/)
    expect(openapi?.tags).toHaveLength(1)
    expect(OPENAPI_TAGS.map(({ name }) => name)).toEqual(expect.arrayContaining(openapi?.tags ?? []))
    expect(openapi?.method === 'GET').toBe(type === 'query')
  })

  it('with who may call it', () => {
    const own = type === 'mutation' ? ['proxy'] : []
    expect(['admin', 'member']).toContain(who)
    expect(operationOf(path).security).toEqual([
      { adminToken: [] },
      ...(who === 'member' ? [{ apiKey: own }] : []),
    ])
  })

  it('with what it refuses', () => {
    const operation = operationOf(path)
    const expected = Object.keys(REFUSALS).filter((status) => REFUSALS[status]?.(operation, meta))
    expect(Object.keys(operation.responses ?? {})).toEqual(expect.arrayContaining(['200', ...expected]))
  })

  it('with examples', () => {
    const { requestBody, parameters = [], 'x-codeSamples': samples } = operationOf(path)
    if (requestBody) expect(requestBody.content?.['application/json']?.example).toBeTypeOf('object')
    for (const { name, required, example } of parameters) if (required) expect(example, name).toBeDefined()
    expect(samples?.[0]?.source).toMatch(/^curl "\$HUB\/api\/actions\//)
  })
})

describe('the document', () => {
  it('is OpenAPI 3.1 with the public address and two kinds of credentials', () => {
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: { version: '1.2.3' },
      servers: [{ url: `https://hub.test${REST_PATH}` }],
      components: {
        securitySchemes: {
          adminToken: { type: 'http', scheme: 'bearer' },
          apiKey: { type: 'http', scheme: 'bearer' },
        },
      },
    })
    // The export of the log is no procedure.
    expect(operations).toHaveLength(procedures.length + 1)
  })

  it('is sound in the eyes of a public linter', async () => {
    const problems = await lintFromString({
      source: JSON.stringify(document),
      config: await createConfig({ extends: ['recommended'] }),
    })
    expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual(
      [],
    )
  })

  it('keeps its paths and names: each change of them shows in this file', async () => {
    const lines = operations.map(
      ({ path, method, operation }) => `${method.toUpperCase()} ${path} ${operation.operationId ?? ''}`,
    )
    await expect(`${lines.sort().join('\n')}\n`).toMatchFileSnapshot('./openapi-operations.txt')
  })

  it('has a call to show for every tag, and an operation', () => {
    const used = new Set(operations.flatMap(({ operation }) => operation.tags ?? []))
    expect([...used].sort()).toEqual(OPENAPI_TAGS.map(({ name }) => name).sort())
    for (const tag of document.tags ?? []) expect(tag.description).toMatch(/```sh\ncurl /)
  })

  it('resolves every reference that it makes', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, ref = '']) => ref)
    const whole: unknown = JSON.parse(JSON.stringify(document))
    const missing = refs.filter((ref) => ref.split('/').reduce(step, whole) === undefined)
    expect(missing).toEqual([])
  })

  it('describes query parameters as what they are', () => {
    const parameters = paths['/logs']?.get?.parameters ?? []
    expect(parameters.find(({ name }) => name === 'limit')?.schema).toMatchObject({
      type: 'integer',
      maximum: 200,
    })
    expect(parameters.map(({ name = '' }) => name).sort()).toEqual(
      ['limit', 'cursor', 'userId', 'keyId', 'providerId', 'model', 'status', 'from', 'to'].sort(),
    )
  })
})

function step(node: unknown, segment: string): unknown {
  return typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[segment] : undefined
}
