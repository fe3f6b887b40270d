import type { Warn } from '../ir/codec'
import { isRecord } from '../ir/metering'
import { numberOf, recordOf, textOf } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import type { HostedTool, JsonSchema, Tool, ToolChoice } from '../ir/request'
import { readOwn, hasOwn } from './own-extras'

/** `tools`, and items that brought tools, each with the place in `input` where it stood. */
export interface EncodedTools {
  readonly tools: readonly Fields[]
  readonly items: readonly { readonly at: number; readonly item: Fields }[]
}

export function encodeTools(tools: readonly Tool[], warn: Warn): EncodedTools {
  const top: Fields[] = []
  const items = new Map<number, { item: Fields; tools: Fields[] }>()
  for (const tool of tools) {
    const additional = tool.kind === 'hosted' ? {} : recordOf(readOwn(tool.extras).additional)
    const at = numberOf(additional.at)
    if (at === null) addTool(top, tool, warn)
    else {
      const group = items.get(at) ?? { item: recordOf(additional.item), tools: [] }
      items.set(at, group)
      addTool(group.tools, tool, warn)
    }
  }
  return {
    tools: top,
    items: [...items].map(([at, group]) => ({ at, item: { ...group.item, tools: group.tools } })),
  }
}

/** Tools of one namespace that stand together go into it together. */
function addTool(list: Fields[], tool: Tool, warn: Warn): void {
  const encoded = encodeTool(tool, warn)
  if (encoded === null) return
  if (tool.kind === 'hosted' || tool.namespace === null) {
    list.push(encoded)
    return
  }
  const last = list.at(-1)
  if (last?.type === 'namespace' && last.name === tool.namespace && Array.isArray(last.tools)) {
    last.tools.push(encoded)
    return
  }
  const { rest } = recordOf(readOwn(tool.extras).namespace)
  list.push({ type: 'namespace', name: tool.namespace, description: '', ...recordOf(rest), tools: [encoded] })
}

function encodeTool(tool: Tool, warn: Warn): Fields | null {
  if (tool.kind === 'hosted') return hostedTool(tool, warn)
  const rest = recordOf(readOwn(tool.extras).tool)
  const { name, description } = tool
  const said = { name, ...(description !== null && { description }) }
  if (tool.kind === 'custom')
    return { type: 'custom', ...said, ...(tool.format !== null && { format: tool.format }), ...rest }
  if (hasOwn(tool.extras))
    return {
      type: 'function',
      ...said,
      ...(tool.parameters !== null && { parameters: tool.parameters }),
      ...(tool.strict !== null && { strict: tool.strict }),
      ...rest,
    }
  // Unsaid means true here, and a schema that was not made for it is then refused.
  return {
    type: 'function',
    ...said,
    parameters: objectSchema(tool.parameters),
    strict: tool.strict ?? false,
  }
}

/** OpenAI wants the root to say that it is an object, and of what. */
function objectSchema(schema: JsonSchema | null): Fields {
  const fields = isRecord(schema) ? schema : {}
  const rooted: Fields = fields.type === undefined ? { ...fields, type: 'object' } : fields
  return rooted.type === 'object' && rooted.properties === undefined ? { ...rooted, properties: {} } : rooted
}

function hostedTool(tool: HostedTool, warn: Warn): Fields | null {
  if (tool.dialect === 'codex-responses') return recordOf(tool.raw)
  if (tool.purpose === 'web_search') return { type: 'web_search' }
  if (tool.purpose === 'code_execution') return { type: 'code_interpreter', container: { type: 'auto' } }
  warn('dropped_hosted_tool', 'a tool that the other provider runs itself has no counterpart here')
  return null
}

/** @see https://platform.openai.com/docs/api-reference/responses/create tool_choice */
export function encodeToolChoice(choice: ToolChoice, tools: readonly Tool[]): unknown {
  const named = (name: string): Fields => {
    const tool = tools.find((candidate) => candidate.kind !== 'hosted' && candidate.name === name)
    return { type: tool?.kind === 'custom' ? 'custom' : 'function', name }
  }
  switch (choice.mode) {
    case 'any':
      return 'required'
    case 'one':
      return named(choice.name)
    case 'subset':
      return {
        type: 'allowed_tools',
        mode: choice.required ? 'required' : 'auto',
        tools: choice.names.map(named),
      }
    default:
      return choice.mode
  }
}

/** The name of a schema, in the letters that OpenAI takes. */
export const schemaName = (name: string | null): string =>
  (textOf(name) ?? '').replace(/[^\w-]/g, '_').slice(0, 64) || 'response'
