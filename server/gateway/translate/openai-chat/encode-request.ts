import { GatewayError } from '#server/domain/errors'
import type { EncodeTarget, Warn } from '../ir/codec'
import { checkForeignExtras, recordOf, textOf } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import { effortIn } from '../ir/reasoning'
import type { Effort } from '../ir/reasoning'
import type { IrRequest, JsonSchema, OutputFormat, Tool, ToolChoice } from '../ir/request'
import { encodeMessages } from './encode-messages'

/** Models of OpenAI's own that refuse `max_tokens`; many compatible servers know no other name. */
const NEW_TOKEN_NAME = /^(?:o\d|gpt-[4-9]|chatgpt|codex)/i
/** Models that take an effort, and mostly no temperature. */
const REASONS = /^(?:o\d|gpt-[5-9]|gpt-oss|codex)|think|reason|grok|glm|qwen3|deepseek|magistral/i
const FIXED_TEMPERATURE = /^(?:o\d|gpt-[5-9]|codex)/i
const VERBOSITY = /^gpt-[5-9]/i
const MAX_STOP = 4

/** @see https://platform.openai.com/docs/api-reference/chat/create */
export function encodeRequest(request: IrRequest, target: EncodeTarget): Record<string, unknown> {
  const { warn, model } = target
  const isOwn = request.extras['openai-chat'] !== undefined
  const { stream_options: options, ...own } = request.extras['openai-chat'] ?? {}
  if (request.candidates !== null && request.candidates < 1)
    throw new GatewayError('bad_request', { clientMessage: 'n: must be at least 1' })
  return defined({
    model,
    messages: encodeMessages(request, warn),
    stream: request.stream ? true : undefined,
    stream_options: request.stream ? { ...recordOf(options), include_usage: true } : undefined,
    ...toolFields(request, warn),
    ...reasoningField(request, target),
    response_format: request.output ? encodeFormat(request.output) : undefined,
    ...tokenField(request.maxTokens, model, own),
    stop: stopField(request.stop, warn),
    n: request.candidates ?? undefined,
    ...sampling(request, target),
    service_tier: isOwn ? (request.serviceTier ?? undefined) : undefined,
    user: isOwn && request.user !== own.safety_identifier ? (request.user ?? undefined) : undefined,
    ...sharedFields(request, target),
    ...own,
  })
}

const defined = (fields: Fields): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** What the vendor's two protocols have in common beside the IR. Only its own models are told: other servers refuse what
 * they do not know. */
function sharedFields({ extras }: IrRequest, { model, warn }: EncodeTarget): Fields {
  const verbose = VERBOSITY.test(model)
  checkForeignExtras(extras, { into: 'openai-chat', says: verbose ? ['verbosity'] : [], warn })
  const { prompt_cache_key: key, text: form } = extras['codex-responses'] ?? {}
  return {
    prompt_cache_key: NEW_TOKEN_NAME.test(model) ? (textOf(key) ?? undefined) : undefined,
    verbosity: verbose ? (textOf(recordOf(form).verbosity) ?? undefined) : undefined,
  }
}

function tokenField(maxTokens: number | null, model: string, own: Fields): Fields {
  if (maxTokens === null || 'max_tokens' in own || 'max_completion_tokens' in own) return {}
  return NEW_TOKEN_NAME.test(model) ? { max_completion_tokens: maxTokens } : { max_tokens: maxTokens }
}

function stopField(stop: readonly string[], warn: Warn): readonly string[] | undefined {
  if (stop.length > MAX_STOP) warn('dropped_stop', `more than ${String(MAX_STOP)} stop sequences`)
  return stop.length === 0 ? undefined : stop.slice(0, MAX_STOP)
}

/** `top_k` is no word of OpenAI's, but of many servers that speak its protocol: whoever says it in chat knows whom to. */
function sampling({ sampling: asked, extras }: IrRequest, { model, warn }: EncodeTarget): Fields {
  const topK = extras['openai-chat'] ? asked.topK : null
  if (topK !== asked.topK) warn('dropped_top_k', 'top_k has no counterpart in Chat Completions')
  const fixed = FIXED_TEMPERATURE.test(model)
  if (fixed && asked.temperature !== null && asked.temperature !== 1)
    warn('dropped_temperature', 'reasoning models take no temperature')
  return {
    temperature: fixed ? undefined : (asked.temperature ?? undefined),
    top_p: fixed ? undefined : (asked.topP ?? undefined),
    top_k: topK ?? undefined,
    seed: asked.seed ?? undefined,
    presence_penalty: asked.presencePenalty ?? undefined,
    frequency_penalty: asked.frequencyPenalty ?? undefined,
  }
}

/** What every server that knows efforts knows; the two ends of the scale are newer. */
const COMMON_EFFORT: Record<Effort, string | undefined> = {
  none: undefined,
  minimal: 'low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'high',
  max: 'high',
}

function reasoningField({ reasoning, extras }: IrRequest, { model, warn }: EncodeTarget): Fields {
  if (!reasoning) return {}
  const effort = effortIn(reasoning)
  if (effort === null) return {}
  if (extras['openai-chat']) return { reasoning_effort: effort }
  if (!REASONS.test(model)) {
    warn('dropped_reasoning_effort', 'the model is not known to take a reasoning effort')
    return {}
  }
  return { reasoning_effort: COMMON_EFFORT[effort] }
}

function encodeFormat(output: OutputFormat): Fields {
  if (output.kind !== 'schema') return { type: output.kind === 'json' ? 'json_object' : 'text' }
  const { name, description, schema, strict } = output
  return {
    type: 'json_schema',
    json_schema: defined({
      name: name ?? 'answer',
      description: description ?? undefined,
      schema,
      strict: strict ?? undefined,
    }),
  }
}

function toolFields(request: IrRequest, warn: Warn): Fields {
  const own = request.extras['openai-chat'] !== undefined
  const tools = request.tools.flatMap((tool) => encodeTool(tool, own, warn))
  // A choice without tools is refused.
  if (tools.length === 0) return {}
  return {
    tools,
    tool_choice: request.toolChoice ? encodeChoice(request.toolChoice, request.tools) : undefined,
    parallel_tool_calls: request.parallelTools ?? undefined,
  }
}

function encodeTool(tool: Tool, own: boolean, warn: Warn): unknown[] {
  switch (tool.kind) {
    case 'hosted':
      if (tool.dialect === 'openai-chat') return [tool.raw]
      warn('dropped_hosted_tool', `${tool.name} is run by providers of ${tool.dialect} alone`)
      return []
    case 'custom': {
      const { name, description, format } = tool
      const custom = defined({ name, description: description ?? undefined, format: format ?? undefined })
      return [{ type: 'custom', custom }]
    }
    case 'function': {
      const { name, description, parameters, strict, extras } = tool
      const described = {
        name,
        description: description ?? undefined,
        parameters: parameters === null ? undefined : own ? parameters : objectSchema(parameters),
        strict: strict ?? undefined,
        ...extras?.['openai-chat'],
      }
      return [{ type: 'function', function: defined(described) }]
    }
  }
}

/** OpenAI wants the root to say that it is an object, and of what. */
function objectSchema(schema: JsonSchema): Fields {
  const fields = recordOf(schema)
  const rooted: Fields = fields.type === undefined ? { ...fields, type: 'object' } : fields
  return rooted.type === 'object' && rooted.properties === undefined ? { ...rooted, properties: {} } : rooted
}

function encodeChoice(choice: ToolChoice, tools: readonly Tool[]): unknown {
  const named = (name: string) => {
    const custom = tools.some((tool) => tool.kind === 'custom' && tool.name === name)
    return custom ? { type: 'custom', custom: { name } } : { type: 'function', function: { name } }
  }
  switch (choice.mode) {
    case 'any':
      return 'required'
    case 'one':
      return named(choice.name)
    case 'subset': {
      const mode = choice.required ? 'required' : 'auto'
      return { type: 'allowed_tools', allowed_tools: { mode, tools: choice.names.map(named) } }
    }
    default:
      return choice.mode
  }
}
