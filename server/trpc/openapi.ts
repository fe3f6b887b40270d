import { generateOpenApiDocument } from 'trpc-openapi'
import type { OpenAPIObject } from 'trpc-openapi'
import type { ProcedureMeta } from './init'
import { sharedComponents } from './openapi-answers'
import { completeOperation } from './openapi-operations'
import type { Operation } from './openapi-operations'
import { OPENAPI_TAGS } from './openapi-tags'
import { appRouter } from './router'

/** Where the REST form of the admin API is mounted. */
export const REST_PATH = '/api/actions'

/** The OpenAPI 3.1 document of the admin API.
 * @param origin public URL of the hub without a trailing slash */
export function describeAdminApi(options: { version: string; origin: string }): OpenAPIObject {
  const servers = [{ url: `${options.origin}${REST_PATH}` }]
  const info = { ...description().info, version: options.version }
  return { ...description(), info, servers }
}

let described: OpenAPIObject | undefined
/** The router does not change while the hub runs, and to describe it takes a while. */
const description = (): OpenAPIObject => (described ??= describeRouter())

export interface ListedProcedure {
  /** Dotted. */
  path: string
  type: 'query' | 'mutation'
  meta: ProcedureMeta
}

/** Every procedure that answers once, and so over REST; subscriptions are tRPC's alone. */
export function listProcedures(): ListedProcedure[] {
  // Declared as the nested tree of routers; tRPC flattens it when the router is made.
  const flat = appRouter._def.procedures as unknown as Record<
    string,
    { _def: { type: ListedProcedure['type'] | 'subscription'; meta?: ProcedureMeta } }
  >
  return Object.entries(flat).flatMap(([path, { _def }]) =>
    _def.type === 'subscription' ? [] : [{ path, type: _def.type, meta: _def.meta ?? {} }],
  )
}

const INTRODUCTION = `Everything that the console can do. Lists answer \`{items, nextCursor}\`; the next page is asked for with \`cursor\`.

Send the admin token, or an API key of the hub, as \`Authorization: Bearer …\`. An API key reaches what belongs to its user; a read-only one changes nothing.

- **Repeating safely**: a POST with an \`Idempotency-Key\` header is done once; repeated within a day, it gets the answer of the first time.
- **Not overwriting others**: send the \`version\` that you have read along with a change; when somebody else was faster, the answer is 409.
- **Limits**: too many requests in a minute get 429 with \`Retry-After\`.

The lines for a shell expect the address of the hub in \`$HUB\` and the credential in \`$TOKEN\`. In TypeScript one import is the whole client, with the hub's repository among the dependencies:

\`\`\`ts
import { createTRPCClient, httpBatchLink } from '@trpc/client'
import type { AppRouter } from 'claude-code-hub/router'

const hub = createTRPCClient<AppRouter>({
  links: [httpBatchLink({ url: \`\${HUB}/api/trpc\`, headers: { authorization: \`Bearer \${TOKEN}\` } })],
})
const user = await hub.users.create.mutate({ name: 'Ada' })
\`\`\``

function describeRouter(): OpenAPIObject {
  const document = generateOpenApiDocument(appRouter, {
    title: 'Claude Code Hub admin API',
    description: INTRODUCTION,
    version: '',
    baseUrl: REST_PATH,
    license: { name: 'MIT', identifier: 'MIT' },
    securitySchemes: {
      adminToken: {
        type: 'http',
        scheme: 'bearer',
        description: 'The admin token of the hub, which may do everything',
      },
      apiKey: {
        type: 'http',
        scheme: 'bearer',
        description:
          'An API key of the hub, which reaches what belongs to its user. Its scope is `proxy`, or `read-only`, which changes nothing',
      },
    },
  })
  const operations = new Map<string, Operation>()
  for (const { path, type, meta } of listProcedures()) {
    const operation = operationOf(document, meta)
    if (!operation) continue
    completeOperation(operation, { meta, changes: type === 'mutation' })
    operations.set(path.replaceAll('.', '-'), operation)
  }
  addLogExport(document)
  document.tags = OPENAPI_TAGS.map(({ name, description, show }) => ({
    name,
    description: `${description}\n\n\`\`\`sh\n${sampleOf(operations.get(show))}\n\`\`\``,
  }))
  shareComponents(document)
  return document
}

/** The one operation that is no procedure, since it answers with a file of any length. Its filters are those of the list. */
function addLogExport(document: OpenAPIObject): void {
  const list = document.paths?.['/logs']?.get
  const path = '/logs/export'
  const parameters = (list?.parameters ?? []).filter(
    (parameter) => !('name' in parameter && ['limit', 'cursor'].includes(parameter.name)),
  )
  const schema = { type: 'string' as const, enum: ['csv', 'json'], default: 'csv' }
  const content = { 'text/csv': { schema: { type: 'string' as const } }, 'application/json': {} }
  const operation: Operation = {
    operationId: 'logs-export',
    summary: 'Export requests',
    description: 'The request log as a file, streamed: every request that the filters leave, newest first.',
    tags: ['logs'],
    parameters: [...parameters, { name: 'format', in: 'query', schema }],
    responses: { 200: { description: 'The file', content } },
  }
  const openapi = { method: 'GET', path } as const
  completeOperation(operation, { meta: { who: 'member', openapi }, changes: false })
  document.paths = { ...document.paths, [path]: { get: operation } }
}

function operationOf(document: OpenAPIObject, { openapi }: ProcedureMeta): Operation | undefined {
  const item = openapi && document.paths?.[openapi.path]
  switch (openapi?.method) {
    case 'GET':
      return item?.get
    case 'POST':
      return item?.post
    case 'PATCH':
      return item?.patch
    case 'PUT':
      return item?.put
    case 'DELETE':
      return item?.delete
    case undefined:
      return undefined
  }
}

const sampleOf = (operation: Operation | undefined): string =>
  (operation?.['x-codeSamples'] as { source: string }[] | undefined)?.[0]?.source ?? ''

/** In place of the error schemas that the generator made for each status, which nothing refers to any more. */
function shareComponents(document: OpenAPIObject): void {
  const shared = sharedComponents()
  const generated = Object.entries(document.components?.schemas ?? {})
  document.components = {
    ...document.components,
    ...shared,
    schemas: {
      ...Object.fromEntries(generated.filter(([name]) => !name.startsWith('error.'))),
      ...shared.schemas,
    },
  }
}
