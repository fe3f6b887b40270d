import { isRecord } from '../ir/metering'
import { badField, listOf, textOf } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import type { HostedTool, JsonSchema, Tool, ToolChoice } from '../ir/request'
import { ownExtras, restOf } from './own-extras'

/** @param beside what is kept beside each tool: where it stood if not in `tools`
 * @throws GatewayError bad_request with the place */
export function decodeTools(tools: unknown, place: string, beside: Fields = {}): Tool[] {
  if (tools === undefined || tools === null) return []
  if (!Array.isArray(tools)) throw badField(place, 'a list')
  return tools.flatMap((tool: unknown, at) => decodeTool(tool, `${place}.${String(at)}`, beside))
}

function decodeTool(tool: unknown, place: string, beside: Fields): Tool[] {
  if (!isRecord(tool) || typeof tool.type !== 'string') throw badField(place, 'an object with a type')
  if (tool.type === 'namespace') {
    const name = nameOf(tool, place)
    const namespace = { name, rest: restOf(tool, 'type', 'name', 'tools') }
    return decodeTools(tool.tools, `${place}.tools`, { ...beside, namespace })
  }
  const namespace = isRecord(beside.namespace) ? textOf(beside.namespace.name) : null
  const description = textOf(tool.description)
  if (tool.type === 'function') {
    const name = nameOf(tool, place)
    const parameters = schemaOf(tool.parameters, `${place}.parameters`)
    const strict = typeof tool.strict === 'boolean' ? tool.strict : null
    const rest = restOf(tool, 'type', 'name', 'description', 'parameters', 'strict')
    const extras = ownExtras({ ...beside, tool: rest })
    return [{ kind: 'function', name, namespace, description, parameters, strict, extras }]
  }
  if (tool.type === 'custom') {
    const name = nameOf(tool, place)
    const rest = restOf(tool, 'type', 'name', 'description', 'format')
    const extras = ownExtras({ ...beside, tool: rest })
    return [{ kind: 'custom', name, namespace, description, format: tool.format ?? null, extras }]
  }
  return [hostedTool(tool.type, tool)]
}

const hostedTool = (name: string, raw: Fields): HostedTool => ({
  kind: 'hosted',
  dialect: 'codex-responses',
  name,
  purpose: purposeOf(name),
  raw,
})

/** Hosted tools have versions in their names: `web_search_preview_2025_03_11`. */
function purposeOf(type: string): HostedTool['purpose'] {
  if (type.startsWith('web_search')) return 'web_search'
  return type === 'code_interpreter' ? 'code_execution' : null
}

function nameOf(tool: Fields, place: string): string {
  if (typeof tool.name !== 'string' || tool.name === '') throw badField(`${place}.name`, 'a string')
  return tool.name
}

function schemaOf(value: unknown, place: string): JsonSchema | null {
  if (value === undefined || value === null) return null
  if (isRecord(value) || typeof value === 'boolean') return value
  throw badField(place, 'a JSON schema')
}

/** null for a choice that only this dialect has: it stays in the request's extras as it is.
 * @throws GatewayError bad_request */
export function decodeToolChoice(choice: unknown): ToolChoice | null {
  if (choice === undefined || choice === null) return null
  if (choice === 'auto' || choice === 'none') return { mode: choice }
  if (choice === 'required') return { mode: 'any' }
  if (!isRecord(choice) || typeof choice.type !== 'string')
    throw badField('tool_choice', 'auto, none, required or an object with a type')
  if (isNamed(choice)) return { mode: 'one', name: choice.name }
  if (choice.type !== 'allowed_tools') return null
  const tools = listOf(choice.tools)
  const named = tools.filter(isNamed)
  if (named.length < tools.length) return null
  return {
    mode: 'subset',
    names: named.map(({ name }) => name),
    required: choice.mode === 'required',
  }
}

/** The name of a function or of a free-form tool, and nothing else: a namespace or a server would be lost. */
const isNamed = (choice: unknown): choice is { type: string; name: string } =>
  isRecord(choice) &&
  (choice.type === 'function' || choice.type === 'custom') &&
  typeof choice.name === 'string' &&
  Object.keys(choice).length === 2
