import type { Warn } from '../ir/codec'
import { isRecord } from '../ir/metering'
import type { Fields } from '../ir/read-fields'
import type { CustomTool, FunctionTool, HostedTool, IrRequest, Tool } from '../ir/request'
import { fitInputSchema } from './fit-schema'

/** The versions that every model with the tool knows, and no beta header is needed for. */
const HOSTED = {
  web_search: { type: 'web_search_20250305', name: 'web_search' },
  web_fetch: { type: 'web_fetch_20250910', name: 'web_fetch' },
  code_execution: { type: 'code_execution_20250825', name: 'code_execution' },
}

export interface ToolFields {
  readonly tools?: readonly Fields[]
  readonly tool_choice?: Fields
}

/** Tools and how to choose of them; a choice of nothing is an error, so it is left out with the tools. */
export function encodeTools(
  { tools, toolChoice, parallelTools }: Pick<IrRequest, 'tools' | 'toolChoice' | 'parallelTools'>,
  warn: Warn,
): ToolFields {
  // Anthropic has no choice among some: the others are not shown.
  const subset = toolChoice?.mode === 'subset' ? new Set(toolChoice.names) : null
  const shown = subset ? tools.filter(({ name }) => subset.has(name)) : tools
  const encoded = shown.flatMap((tool) => encodeTool(tool, warn))
  if (encoded.length === 0) return {}
  const choice = encodeChoice(toolChoice)
  const mode = choice ?? (parallelTools === false ? { type: 'auto' } : null)
  if (!mode) return { tools: encoded }
  const serial =
    parallelTools === null || mode.type === 'none' ? {} : { disable_parallel_tool_use: !parallelTools }
  return { tools: encoded, tool_choice: { ...mode, ...serial } }
}

function encodeChoice(choice: IrRequest['toolChoice']): Fields | null {
  if (!choice) return null
  switch (choice.mode) {
    case 'one':
      return { type: 'tool', name: choice.name }
    case 'subset':
      return { type: choice.required ? 'any' : 'auto' }
    default:
      return { type: choice.mode }
  }
}

/** Whether the model must call something; it cannot think by a budget then. */
export const isForced = ({ toolChoice, tools }: Pick<IrRequest, 'toolChoice' | 'tools'>): boolean =>
  tools.length > 0 &&
  (toolChoice?.mode === 'any' ||
    toolChoice?.mode === 'one' ||
    (toolChoice?.mode === 'subset' && toolChoice.required))

function encodeTool(tool: Tool, warn: Warn): Fields[] {
  switch (tool.kind) {
    case 'hosted':
      return encodeHosted(tool, warn)
    case 'custom':
      return [encodeCustom(tool)]
    case 'function':
      return [encodeFunction(tool, warn)]
  }
}

function encodeFunction({ name, description, parameters, strict, extras }: FunctionTool, warn: Warn): Fields {
  const { schema, loosened } = fitInputSchema(parameters)
  if (loosened) warn('loosened_tool_schema', 'Anthropic takes no choice at the top of a tool schema')
  // Another protocol's strictness is by other rules, which Anthropic would refuse the schema for.
  if (strict === true && !extras?.claude) warn('dropped_strict', 'tools are not strict across protocols')
  return { name, ...(description !== null && { description }), input_schema: schema, ...extras?.claude }
}

const encodeCustom = ({ name, description }: CustomTool): Fields => ({
  name,
  ...(description !== null && { description }),
  input_schema: { type: 'object', properties: { input: { type: 'string' } }, required: ['input'] },
})

function encodeHosted({ dialect, name, purpose, raw }: HostedTool, warn: Warn): Fields[] {
  if (dialect === 'claude') return isRecord(raw) ? [raw] : []
  if (!purpose) {
    warn('dropped_hosted_tool', `Anthropic has no tool like ${name.slice(0, 64)}`)
    return []
  }
  warn('replaced_hosted_tool', `${purpose} is Anthropic's own, with its defaults`)
  return [HOSTED[purpose]]
}
