import type { OpenAPIObject } from 'trpc-openapi'
import type { ProcedureMeta } from './init'
import { refusalAnswers } from './openapi-answers'
import type { Refusal } from './openapi-answers'

type PathItem = NonNullable<OpenAPIObject['paths']>[string]
export type Operation = NonNullable<PathItem['get']>

/** Stands for the id of something in examples. */
const SOME_ID = '019a0000-0000-7000-8000-000000000000'

/** Say of an operation what the generator cannot know: who may call it, what it refuses, and a call that works. */
export function completeOperation(
  operation: Operation,
  options: { meta: ProcedureMeta; changes: boolean },
): void {
  const { meta } = options
  const { method = 'GET', path = '/' } = meta.openapi ?? {}
  addExamples(operation, meta.example ?? {})
  operation.security = securityOf(options)
  operation.description = `${operation.description ?? ''}\n\n${WHO[whoOf(options)]}`
  // The generator's own refusals are not those of this API.
  const done: unknown = operation.responses?.['200']
  operation.responses = { 200: done, ...refusalAnswers(refusalsOf(operation, options)) }
  if (method === 'POST')
    operation.parameters = [
      ...(operation.parameters ?? []),
      { $ref: '#/components/parameters/IdempotencyKey' },
    ]
  operation['x-codeSamples'] = [
    { lang: 'Shell', label: 'curl', source: curlOf(method, path, meta.example ?? {}) },
  ]
}

type Who = 'admin' | 'changer' | 'reader'
const whoOf = ({ meta, changes }: { meta: ProcedureMeta; changes: boolean }): Who => {
  if (meta.who !== 'member') return 'admin'
  return changes ? 'changer' : 'reader'
}

const WHO: Record<Who, string> = {
  admin: 'For the admin token.',
  changer:
    'For the admin token, and for API keys of the scope `proxy`, which reach what belongs to their user.',
  reader: 'For the admin token, and for API keys of every scope, which reach what belongs to their user.',
}

/** OpenAPI 3.1 takes the names of roles for schemes that know no scopes of their own.
 * @see https://spec.openapis.org/oas/v3.1.1#security-requirement-object */
function securityOf(options: { meta: ProcedureMeta; changes: boolean }): Record<string, string[]>[] {
  const admin = { adminToken: [] }
  const who = whoOf(options)
  if (who === 'admin') return [admin]
  return [admin, { apiKey: who === 'changer' ? ['proxy'] : [] }]
}

function refusalsOf(operation: Operation, options: { meta: ProcedureMeta; changes: boolean }): Refusal[] {
  const { method = 'GET', path = '/' } = options.meta.openapi ?? {}
  const takesInput = operation.requestBody !== undefined || (operation.parameters ?? []).length > 0
  const takesBody = method === 'POST' || method === 'PATCH'
  const namesSomething = path.includes('{') || /"\w*Id"/.test(JSON.stringify(operation.requestBody ?? null))
  const happens: Record<Refusal, boolean> = {
    400: takesInput,
    401: true,
    403: whoOf(options) !== 'reader' || takesInput,
    404: namesSomething,
    409: takesBody,
    413: operation.requestBody !== undefined,
    422: method === 'POST',
    429: true,
    500: true,
    503: true,
  }
  return (Object.keys(happens).map(Number) as Refusal[]).filter((status) => happens[status])
}

function addExamples(operation: Operation, example: Record<string, unknown>): void {
  const body = operation.requestBody
  const json = body && 'content' in body ? body.content['application/json'] : undefined
  if (json) json.example = example
  for (const parameter of operation.parameters ?? []) {
    if (!('name' in parameter)) continue
    if (parameter.name in example) parameter.example = example[parameter.name]
    else if (parameter.in === 'path') parameter.example = SOME_ID
  }
}

function curlOf(method: string, path: string, example: Record<string, unknown>): string {
  const rest = new Map(Object.entries(example))
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest.get(name)
    rest.delete(name)
    return encodeURIComponent(typeof value === 'string' ? value : SOME_ID)
  })
  const fields = Object.fromEntries(rest)
  const line = (query: string) => `curl "$HUB/api/actions${filled}${query}" -H "Authorization: Bearer $TOKEN"`
  if (method === 'GET' || method === 'DELETE') {
    const query = new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)]))
    return `${line(rest.size > 0 ? `?${query.toString()}` : '')}${method === 'GET' ? '' : ' -X DELETE'}`
  }
  if (rest.size === 0) return `${line('')} -X ${method}`
  // In single quotes, which a text ends and begins again around one of its own.
  const text = JSON.stringify(fields).replaceAll("'", `'\\''`)
  return `${line('')}${method === 'POST' ? '' : ` -X ${method}`} -H "Content-Type: application/json" -d '${text}'`
}
