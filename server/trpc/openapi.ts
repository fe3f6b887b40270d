import { generateOpenApiDocument } from 'trpc-openapi'
import type { OpenAPIObject } from 'trpc-openapi'
import type { ProcedureMeta } from './init'
import { appRouter } from './router'

/** Where the REST form of the admin API is mounted. */
export const REST_PATH = '/api/actions'

/** The OpenAPI 3.1 document of the admin API.
 * @param origin public URL of the hub without a trailing slash */
export function describeAdminApi(options: { version: string; origin: string }): OpenAPIObject {
  const document = generateOpenApiDocument(appRouter, {
    title: 'Claude Code Hub admin API',
    description: 'Providers, users, keys, routing and the request log. Lists answer `{items, nextCursor}`.',
    version: options.version,
    baseUrl: `${options.origin}${REST_PATH}`,
    tags: [
      'auth',
      'overview',
      'providers',
      'users',
      'keys',
      'logs',
      'routing',
      'translate',
      'error-rules',
      'sensitive-words',
      'client-versions',
      'settings',
    ],
    securitySchemes: {
      adminToken: {
        type: 'http',
        scheme: 'bearer',
        description: 'The admin token of the hub; or an API key, which reaches what belongs to its user',
      },
    },
  })
  addExamples(document)
  return document
}

/** Dotted path and description of every procedure. */
export function listProcedures(): { path: string; meta: ProcedureMeta }[] {
  // Declared as the nested tree of routers; tRPC flattens it when the router is made.
  const flat = appRouter._def.procedures as unknown as Record<string, { _def: { meta?: ProcedureMeta } }>
  return Object.entries(flat).map(([path, procedure]) => ({ path, meta: procedure._def.meta ?? {} }))
}

function addExamples(document: OpenAPIObject): void {
  for (const { meta } of listProcedures()) {
    const { openapi, example } = meta
    if (!openapi || !example) continue
    const path = document.paths?.[openapi.path]
    const body = openapi.method === 'POST' ? path?.post?.requestBody : path?.patch?.requestBody
    const json = body && 'content' in body ? body.content['application/json'] : undefined
    if (json) json.example = example
  }
}
