import type { EncodeTarget, Warn } from '../ir/codec'
import { isRecord } from '../ir/metering'
import { isEmpty } from '../ir/read-fields'
import type { Json } from '../ir/read-fields'
import type { FunctionTool, HostedTool, IrRequest, JsonSchema, ToolChoice } from '../ir/request'
import { toOpenApiSchema } from './openapi-schema'
import { fitsJsonSchema } from './schema-dialect'

const SPELLINGS = {
  web_search: 'googleSearch',
  web_fetch: 'urlContext',
  code_execution: 'codeExecution',
} as const

/** All declarations in one entry, as the API wants it, hosted tools after it. */
export function encodeTools(request: IrRequest, { warn }: EncodeTarget): Json[] {
  const functions = request.tools.flatMap((tool) => (tool.kind === 'function' ? [encodeFunction(tool)] : []))
  const hosted = request.tools.flatMap((tool) =>
    tool.kind === 'hosted' ? encodeHosted(tool, functions.length > 0, warn) : [],
  )
  if (request.tools.some((tool) => tool.kind === 'custom'))
    warn('dropped_custom_tool', 'Gemini has no tools that take plain text')
  return [...(functions.length > 0 ? [{ functionDeclarations: functions }] : []), ...hosted]
}

function encodeFunction(tool: FunctionTool): Json {
  const own = tool.extras?.gemini
  const said = own && ('parameters' in own || 'parametersJsonSchema' in own)
  return {
    name: tool.name,
    ...(tool.description !== null && { description: tool.description }),
    ...(!said && encodeParameters(tool.parameters)),
    ...own,
  }
}

function encodeParameters(schema: JsonSchema | null): Json {
  if (schema === null || (isRecord(schema) && isEmpty(schema))) return {}
  if (fitsJsonSchema(schema)) return { parametersJsonSchema: schema }
  const parameters = toOpenApiSchema(schema)
  return parameters === null ? {} : { parameters }
}

function encodeHosted(tool: HostedTool, besideFunctions: boolean, warn: Warn): Json[] {
  if (tool.dialect === 'gemini') return isRecord(tool.raw) ? [tool.raw] : []
  if (tool.purpose === null) {
    warn('dropped_hosted_tool', `Gemini has no hosted tool like ${tool.name}`)
    return []
  }
  if (besideFunctions) {
    warn('dropped_hosted_tool', `Gemini takes ${tool.name} only where there are no function tools`)
    return []
  }
  return [{ [SPELLINGS[tool.purpose]]: {} }]
}

export function encodeToolConfig(request: IrRequest, { warn }: EncodeTarget): Json | null {
  const own = request.extras.gemini
  const rest = isRecord(own?.toolConfig) ? own.toolConfig : {}
  if (request.parallelTools === false)
    warn('dropped_parallel_tool_calls', 'Gemini cannot be kept from calling tools in parallel')
  // A choice without functions to choose from is an error.
  const choosable = own !== undefined || request.tools.some((tool) => tool.kind === 'function')
  const choice = request.toolChoice && choosable ? encodeChoice(request.toolChoice) : {}
  const calling = { ...choice, ...(isRecord(rest.functionCallingConfig) && rest.functionCallingConfig) }
  const config = { ...rest, ...(Object.keys(calling).length > 0 && { functionCallingConfig: calling }) }
  return Object.keys(config).length > 0 ? config : null
}

/** VALIDATED is AUTO within the allowed functions; AUTO takes no list.
 * @see https://ai.google.dev/api/caching#FunctionCallingConfig */
function encodeChoice(choice: ToolChoice): Json {
  switch (choice.mode) {
    case 'one':
      return { mode: 'ANY', allowedFunctionNames: [choice.name] }
    case 'subset':
      return { mode: choice.required ? 'ANY' : 'VALIDATED', allowedFunctionNames: choice.names }
    default:
      return { mode: choice.mode.toUpperCase() }
  }
}
