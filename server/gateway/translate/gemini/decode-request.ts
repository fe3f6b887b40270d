import { badField, isEmpty, isText } from '../ir/read-fields'
import type { Json } from '../ir/read-fields'
import { NO_SAMPLING } from '../ir/request'
import type { IrRequest, OutputFormat } from '../ir/request'
import type { TextPart } from '../ir/parts'
import { decodeContents } from './decode-contents'
import { ownExtras } from './decode-parts'
import { decodeTools, decodeToolConfig } from './decode-tools'
import { toJsonSchema } from './schema-dialect'
import { decodeThinking } from './thinking'
import { fieldsOf } from './proto-fields'
import type { Fields } from './proto-fields'

/** @throws GatewayError bad_request, with what is wrong and where
 * @see https://ai.google.dev/api/generate-content#request-body */
export function decodeGeminiRequest(
  body: unknown,
  path: { model: string | null; stream: boolean | null },
): IrRequest {
  const fields = fieldsOf({ value: body, place: '' })
  const named = fields.text('model')
  if (fields.raw('contents') === undefined) throw badField('contents', 'a list')
  const turns = decodeContents(fields.items('contents'))
  const { system, others } = decodeSystem(fields.fields('systemInstruction'))
  const tools = decodeTools(fields.items('tools'))
  const { choice, rest: toolConfig } = decodeToolConfig(fields.fields('toolConfig'))
  const { rest: generationConfig, ...said } = decodeConfig(fields.fields('generationConfig'))
  const serviceTier = fields.text('serviceTier')
  const rest = fields.rest()
  const session = rest.session_id ?? rest.sessionId
  return {
    model: path.model ?? named?.replace(/^models\//, '') ?? null,
    stream: path.stream ?? false,
    system,
    turns,
    tools,
    toolChoice: choice,
    parallelTools: null,
    ...said,
    user: isText(session) ? session : null,
    serviceTier,
    streamUsage: true,
    extras: {
      gemini: {
        ...rest,
        ...(others.length > 0 && { systemInstruction: others }),
        ...(!isEmpty(toolConfig) && { toolConfig }),
        ...(!isEmpty(generationConfig) && { generationConfig }),
      },
    },
  }
}

/** @returns the instructions, and the parts of them that are no text */
function decodeSystem(instruction: Fields | null): { system: TextPart[]; others: unknown[] } {
  const system: TextPart[] = []
  const others: unknown[] = []
  for (const item of instruction?.items('parts') ?? []) {
    const part = fieldsOf(item)
    const text = part.text('text')
    const extras = ownExtras(part.rest())
    if (text === null) others.push(item.value)
    else system.push({ type: 'text', text, ...(extras && { extras }) })
  }
  return { system, others }
}

type Said = Pick<IrRequest, 'sampling' | 'maxTokens' | 'stop' | 'candidates' | 'output' | 'reasoning'>

function decodeConfig(config: Fields | null): Said & { rest: Json } {
  if (!config)
    return {
      sampling: NO_SAMPLING,
      maxTokens: null,
      stop: [],
      candidates: null,
      output: null,
      reasoning: null,
      rest: {},
    }
  const sampling = {
    temperature: config.number('temperature'),
    topP: config.number('topP'),
    topK: config.number('topK'),
    seed: config.number('seed'),
    presencePenalty: config.number('presencePenalty'),
    frequencyPenalty: config.number('frequencyPenalty'),
  }
  const maxTokens = config.number('maxOutputTokens')
  const stop = config.texts('stopSequences')
  const candidates = config.number('candidateCount')
  const { output, rest } = decodeOutput(config)
  const { reasoning, rest: thinkingConfig } = decodeThinking(config.fields('thinkingConfig'))
  return {
    sampling,
    maxTokens,
    stop,
    candidates,
    output,
    reasoning,
    rest: { ...config.rest(), ...rest, ...(!isEmpty(thinkingConfig) && { thinkingConfig }) },
  }
}

/** The schema goes back as it came; what the others get is JSON Schema. */
function decodeOutput(config: Fields): { output: OutputFormat | null; rest: Json } {
  const mimeType = config.text('responseMimeType')
  const json = config.raw('responseJsonSchema')
  const openApi = config.raw('responseSchema')
  const schema = json ?? openApi
  const isJson = mimeType === 'application/json'
  const rest: Json = {
    ...(json !== undefined && { responseJsonSchema: json }),
    ...(openApi !== undefined && { responseSchema: openApi }),
    ...(mimeType !== null && !isJson && mimeType !== 'text/plain' && { responseMimeType: mimeType }),
  }
  if (isJson && schema !== undefined)
    return {
      output: { kind: 'schema', name: null, description: null, schema: toJsonSchema(schema), strict: null },
      rest,
    }
  if (isJson) return { output: { kind: 'json' }, rest }
  return { output: mimeType === 'text/plain' ? { kind: 'text' } : null, rest }
}
