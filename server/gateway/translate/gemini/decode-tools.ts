import { badField, isEmpty } from '../ir/read-fields'
import type { Json } from '../ir/read-fields'
import type { FunctionTool, HostedTool, Tool, ToolChoice } from '../ir/request'
import { ownExtras } from './decode-parts'
import { toJsonSchema } from './schema-dialect'
import { fieldsOf } from './proto-fields'
import type { Fields, Item } from './proto-fields'

const PURPOSES: Readonly<Record<string, HostedTool['purpose']>> = {
  googleSearch: 'web_search',
  googleSearchRetrieval: 'web_search',
  enterpriseWebSearch: 'web_search',
  urlContext: 'web_fetch',
  codeExecution: 'code_execution',
}

export const decodeTools = (items: readonly Item[]): Tool[] =>
  items.flatMap((item) => decodeTool(fieldsOf(item)))

/** One entry may hold any number of declarations, and hosted tools beside them. */
function decodeTool(entry: Fields): Tool[] {
  const functions = entry.items('functionDeclarations').map((item) => decodeFunction(fieldsOf(item)))
  const hosted = Object.entries(entry.rest())
    .filter(([, value]) => value !== null)
    .map(([key, value]): HostedTool => {
      const name = key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
      const purpose = Object.hasOwn(PURPOSES, name) ? (PURPOSES[name] ?? null) : null
      return { kind: 'hosted', dialect: 'gemini', name, purpose, raw: { [name]: value } }
    })
  return [...functions, ...hosted]
}

/** Both languages of schemas become JSON Schema; the way back takes them as they were. */
function decodeFunction(declaration: Fields): FunctionTool {
  const name = declaration.text('name')
  if (name === null) throw badField(`${declaration.place}.name`, 'a string')
  const description = declaration.text('description')
  const json = declaration.raw('parametersJsonSchema')
  const openApi = declaration.raw('parameters')
  const schema = json ?? openApi
  const extras = ownExtras({
    ...declaration.rest(),
    ...(json !== undefined && { parametersJsonSchema: json }),
    ...(openApi !== undefined && { parameters: openApi }),
  })
  return {
    kind: 'function',
    name,
    namespace: null,
    description,
    parameters: schema === undefined ? null : toJsonSchema(schema),
    strict: null,
    ...(extras && { extras }),
  }
}

/** @returns the choice, and what else `toolConfig` says */
export function decodeToolConfig(config: Fields | null): { choice: ToolChoice | null; rest: Json } {
  if (!config) return { choice: null, rest: {} }
  const calling = config.fields('functionCallingConfig')
  const { choice, rest } = calling ? decodeCalling(calling) : { choice: null, rest: {} }
  return { choice, rest: { ...config.rest(), ...(!isEmpty(rest) && { functionCallingConfig: rest }) } }
}

function decodeCalling(calling: Fields): { choice: ToolChoice | null; rest: Json } {
  const mode = (calling.text('mode') ?? '').toUpperCase()
  const names = calling.texts('allowedFunctionNames')
  const rest = calling.rest()
  const [first] = names
  switch (mode) {
    case 'ANY':
      if (first === undefined) return { choice: { mode: 'any' }, rest }
      return {
        choice: names.length === 1 ? { mode: 'one', name: first } : { mode: 'subset', names, required: true },
        rest,
      }
    case 'AUTO':
    case 'VALIDATED':
      if (first !== undefined)
        return { choice: { mode: 'subset', names, required: false }, rest: { ...rest, mode } }
      return { choice: { mode: 'auto' }, rest: mode === 'AUTO' ? rest : { ...rest, mode } }
    case 'NONE':
      return { choice: { mode: 'none' }, rest: { ...rest, ...withNames(names) } }
    default:
      return { choice: null, rest: { ...rest, ...(mode && { mode }), ...withNames(names) } }
  }
}

const withNames = (allowedFunctionNames: readonly string[]): Json =>
  allowedFunctionNames.length > 0 ? { allowedFunctionNames } : {}
