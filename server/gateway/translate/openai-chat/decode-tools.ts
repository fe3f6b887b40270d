import { isRecord } from '../ir/metering'
import { extrasOf, flagOf, listOf, recordOf, refuse, textOf } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import type { Tool, ToolChoice } from '../ir/request'

/** Tools, and the `functions` of before there were tools. @throws GatewayError bad_request */
export function decodeTools(body: Fields): Tool[] {
  const tools = listOf(body.tools).map((tool, at) => decodeTool(tool, `tools.${String(at)}`))
  const functions = listOf(body.functions).map((one, at) =>
    decodeFunction(recordOf(one), `functions.${String(at)}`),
  )
  return [...tools, ...functions]
}

function decodeTool(tool: unknown, place: string): Tool {
  if (!isRecord(tool)) refuse(place, 'an object')
  if (tool.type === 'function') return decodeFunction(recordOf(tool.function), `${place}.function`)
  if (tool.type === 'custom') {
    const { name, description, format } = recordOf(tool.custom)
    if (typeof name !== 'string') refuse(`${place}.custom.name`, 'a string')
    return { kind: 'custom', name, namespace: null, description: textOf(description), format: format ?? null }
  }
  return {
    kind: 'hosted',
    dialect: 'openai-chat',
    name: textOf(tool.type) ?? 'tool',
    purpose: null,
    raw: tool,
  }
}

function decodeFunction(described: Fields, place: string): Tool {
  const { name, description, parameters, strict } = described
  if (typeof name !== 'string') refuse(`${place}.name`, 'a string')
  return {
    kind: 'function',
    name,
    namespace: null,
    description: textOf(description),
    parameters: isRecord(parameters) ? parameters : null,
    strict: flagOf(strict),
    ...extrasOf('openai-chat', described, ['name', 'description', 'parameters', 'strict']),
  }
}

export function decodeToolChoice(choice: unknown): ToolChoice | null {
  if (choice === 'auto' || choice === 'none') return { mode: choice }
  // `any` is Mistral's word.
  if (choice === 'required' || choice === 'any') return { mode: 'any' }
  if (!isRecord(choice)) return null
  if (choice.type === 'allowed_tools') {
    const { mode, tools } = recordOf(choice.allowed_tools)
    return {
      mode: 'subset',
      names: listOf(tools)
        .map(nameIn)
        .filter((name) => name !== ''),
      required: mode === 'required',
    }
  }
  const name = nameIn(choice)
  return name === '' ? null : { mode: 'one', name }
}

/** `{function: {name}}`, `{custom: {name}}`, or the old `{name}`. */
function nameIn(value: unknown): string {
  const { name, function: called, custom } = recordOf(value)
  return textOf(name) ?? textOf(recordOf(called).name) ?? textOf(recordOf(custom).name) ?? ''
}
