import { isRecord } from '../ir/metering'
import type { Tool, ToolChoice } from '../ir/request'
import { fieldsOf, flag, list, rest, text, wrong } from './read-fields'
import type { Fields } from './read-fields'

/** Tools, and the `functions` of before there were tools. @throws GatewayError bad_request */
export function decodeTools(body: Fields): Tool[] {
  const tools = list(body.tools).map((tool, at) => decodeTool(tool, `tools.${String(at)}`))
  const functions = list(body.functions).map((one, at) =>
    decodeFunction(fieldsOf(one), `functions.${String(at)}`),
  )
  return [...tools, ...functions]
}

function decodeTool(tool: unknown, place: string): Tool {
  if (!isRecord(tool)) wrong(place, 'must be an object')
  if (tool.type === 'function') return decodeFunction(fieldsOf(tool.function), `${place}.function`)
  if (tool.type === 'custom') {
    const { name, description, format } = fieldsOf(tool.custom)
    if (typeof name !== 'string') wrong(`${place}.custom.name`, 'must be a string')
    return { kind: 'custom', name, namespace: null, description: text(description), format: format ?? null }
  }
  return { kind: 'hosted', dialect: 'openai-chat', name: text(tool.type) ?? 'tool', purpose: null, raw: tool }
}

function decodeFunction(described: Fields, place: string): Tool {
  const { name, description, parameters, strict } = described
  if (typeof name !== 'string') wrong(`${place}.name`, 'must be a string')
  const extras = rest(described, ['name', 'description', 'parameters', 'strict'])
  return {
    kind: 'function',
    name,
    namespace: null,
    description: text(description),
    parameters: isRecord(parameters) ? parameters : null,
    strict: flag(strict),
    ...(extras && { extras: { 'openai-chat': extras } }),
  }
}

export function decodeToolChoice(choice: unknown): ToolChoice | null {
  if (choice === 'auto' || choice === 'none') return { mode: choice }
  if (choice === 'required') return { mode: 'any' }
  if (!isRecord(choice)) return null
  if (choice.type === 'allowed_tools') {
    const { mode, tools } = fieldsOf(choice.allowed_tools)
    return {
      mode: 'subset',
      names: list(tools)
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
  const { name, function: called, custom } = fieldsOf(value)
  return text(name) ?? text(fieldsOf(called).name) ?? text(fieldsOf(custom).name) ?? ''
}
