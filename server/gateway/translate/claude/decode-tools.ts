import { isRecord } from '../ir/metering'
import { extrasOf, readBoolean, readOptional, readRecord, readText, refuse } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import type { HostedTool, Tool, ToolChoice } from '../ir/request'

const PURPOSES = ['web_search', 'web_fetch', 'code_execution'] as const

/** @throws GatewayError bad_request */
export function decodeTool(value: unknown, place: string): Tool {
  const tool = readRecord(value, place)
  const type = readOptional(tool.type, `${place}.type`, readText) ?? 'custom'
  if (type !== 'custom') return decodeHosted(tool, type)
  const schema = tool.input_schema ?? null
  if (schema !== null && !isRecord(schema) && typeof schema !== 'boolean')
    return refuse(`${place}.input_schema`, 'a JSON Schema')
  return {
    kind: 'function',
    name: readText(tool.name, `${place}.name`),
    namespace: null,
    description: readOptional(tool.description, `${place}.description`, readText),
    parameters: schema,
    strict: readOptional(tool.strict, `${place}.strict`, readBoolean),
    ...extrasOf('claude', tool, ['name', 'description', 'input_schema']),
  }
}

function decodeHosted(tool: Fields, type: string): HostedTool {
  return {
    kind: 'hosted',
    dialect: 'claude',
    name: typeof tool.name === 'string' ? tool.name : type,
    // The date of its version follows the name.
    purpose: PURPOSES.find((purpose) => type.startsWith(`${purpose}_`)) ?? null,
    raw: tool,
  }
}

export interface DecodedChoice {
  readonly toolChoice: ToolChoice | null
  readonly parallelTools: boolean | null
}

/** @throws GatewayError bad_request */
export function decodeToolChoice(value: unknown): DecodedChoice {
  const choice = readOptional(value, 'tool_choice', readRecord)
  if (!choice) return { toolChoice: null, parallelTools: null }
  const serial = readOptional(
    choice.disable_parallel_tool_use,
    'tool_choice.disable_parallel_tool_use',
    readBoolean,
  )
  return { toolChoice: decodeMode(choice), parallelTools: serial === null ? null : !serial }
}

function decodeMode(choice: Fields): ToolChoice {
  switch (choice.type) {
    case 'auto':
    case 'any':
    case 'none':
      return { mode: choice.type }
    case 'tool':
      return { mode: 'one', name: readText(choice.name, 'tool_choice.name') }
    default:
      return refuse('tool_choice.type', 'auto, any, tool or none')
  }
}
