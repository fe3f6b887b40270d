import { createHash } from 'node:crypto'
import { GatewayError } from '#server/domain/errors'
import type { EncodeTarget, Warn } from '../ir/codec'
import type { TextPart } from '../ir/parts'
import { checkForeignExtras, present, recordOf, textOf, without } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import { effortIn } from '../ir/reasoning'
import type { Reasoning } from '../ir/reasoning'
import type { IrRequest, OutputFormat } from '../ir/request'
import { isOwnRequest, ownMembers } from './decode-request'
import { encodeSystemMessages, encodeTurns } from './encode-items'
import { encodeToolChoice, encodeTools, schemaName } from './encode-tools'
import { fitEffort, reasons, takesSampling } from './fit-model'
import { readOwn } from './own-extras'

/** OpenAI refuses smaller limits. */
const MIN_OUTPUT_TOKENS = 16
const MAX_CACHE_KEY_LENGTH = 64

/** @throws GatewayError bad_request for what cannot be said without changing the conversation */
export function encodeRequest(request: IrRequest, target: EncodeTarget): Fields {
  const own = isOwnRequest(request)
  const { tools, items } = encodeTools(request.tools, target.warn)
  const members = {
    model: target.model,
    ...encodeConversation(request, items, own, target.warn),
    ...(request.stream && { stream: true }),
    ...(tools.length > 0 && { tools }),
  }
  dropUnsayable(request, target.warn)
  return own ? ownRequest(request, members) : foreignRequest(request, members, target)
}

/** Instructions and input. Items that brought tools go back to where they stood. */
function encodeConversation(
  request: IrRequest,
  toolItems: readonly { at: number; item: Fields }[],
  own: boolean,
  warn: Warn,
): Fields {
  const asMessages = request.system.filter((part) => readOwn(part.extras).item !== undefined || joins(part))
  const instructions = request.system.filter((part) => !asMessages.includes(part)).map(({ text }) => text)
  const input = [...encodeSystemMessages(asMessages, warn), ...encodeTurns(request.turns, own, warn)]
  for (const { at, item } of toolItems) input.splice(at, 0, item)
  return {
    ...(instructions.length > 0 && { instructions: instructions.join('\n\n') }),
    input: inputString(request, input) ?? input,
  }
}

const joins = (part: TextPart): boolean => readOwn(part.extras).joins === true

/** Input that came as a string, if it is still all there is. */
function inputString(request: IrRequest, input: readonly Fields[]): string | null {
  const [turn] = request.turns
  const [part] = turn?.parts ?? []
  const came = part?.type === 'text' && readOwn(part.extras).input === true
  return came && input.length === 1 && turn?.parts.length === 1 ? part.text : null
}

/** As it came: nothing is added, and nothing that only this dialect knows is lost. */
function ownRequest(request: IrRequest, members: Fields): Fields {
  const { text, reasoning, ...rest } = ownMembers(request)
  const { toolChoice, output, sampling, user } = request
  return {
    ...rest,
    ...members,
    ...(toolChoice && { tool_choice: encodeToolChoice(toolChoice, request.tools) }),
    ...(request.parallelTools !== null && { parallel_tool_calls: request.parallelTools }),
    ...(request.reasoning && { reasoning: ownReasoning(request.reasoning, recordOf(reasoning)) }),
    ...((text !== undefined || output !== null) && {
      text: { ...recordOf(text), ...(output && { format: ownFormat(output) }) },
    }),
    ...present({
      temperature: sampling.temperature,
      top_p: sampling.topP,
      max_output_tokens: request.maxTokens,
      service_tier: request.serviceTier,
      user: user === rest.prompt_cache_key ? null : user,
    }),
  }
}

function ownReasoning({ effort, visible }: Reasoning, rest: Fields): Fields {
  if (visible === false) return { ...present({ effort }), ...without(rest, ['summary', 'generate_summary']) }
  const unsaid = rest.summary === undefined && rest.generate_summary === undefined
  return { ...present({ effort, summary: visible === true && unsaid ? 'auto' : null }), ...rest }
}

/** Nothing is kept by the provider: the client has the conversation, and its protocol has no word for the provider's copy. */
function foreignRequest(request: IrRequest, members: Fields, target: EncodeTarget): Fields {
  if ((request.candidates ?? 1) > 1)
    throw new GatewayError('bad_request', {
      clientMessage: 'More than one answer at a time cannot be had from the provider that serves this model.',
    })
  const { toolChoice } = request
  checkForeignExtras(request.extras, { into: 'codex-responses', says: ['verbosity'], warn: target.warn })
  const { prompt_cache_key: cacheKey, verbosity } = request.extras['openai-chat'] ?? {}
  const reasoning = encodeReasoning(request.reasoning, target)
  const text = {
    ...(request.output && { format: foreignFormat(request.output) }),
    ...present({ verbosity: textOf(verbosity) }),
  }
  return {
    ...members,
    store: false,
    ...(members.tools !== undefined && {
      ...(toolChoice && { tool_choice: encodeToolChoice(toolChoice, request.tools) }),
      ...present({ parallel_tool_calls: request.parallelTools }),
    }),
    ...reasoning,
    ...(Object.keys(text).length > 0 && { text }),
    ...encodeSampling(request, recordOf(reasoning.reasoning), target),
    ...present({
      max_output_tokens: fitMaxTokens(request.maxTokens, target.warn),
      service_tier: fitServiceTier(request.serviceTier, target.warn),
      prompt_cache_key: fitCacheKey(textOf(cacheKey) ?? request.user),
    }),
  }
}

/** Encrypted thoughts come back only to those who ask for them, and without them the next turn thinks anew. Summaries as well:
 * clients whose protocol has no word for the wish get them as the others do. */
function encodeReasoning(reasoning: Reasoning | null, { model, warn }: EncodeTarget): Fields {
  if (reasoning === null) return {}
  const wanted = effortIn(reasoning)
  const effort = wanted === null ? null : fitEffort(model, wanted, warn)
  if (!reasons(model)) return {}
  const shown = reasoning.visible !== false && reasoning.mode !== 'off' && effort !== 'none'
  const said = present({ effort, summary: shown ? 'auto' : null })
  return {
    ...(Object.keys(said).length > 0 && { reasoning: said }),
    ...(effort !== 'none' && { include: ['reasoning.encrypted_content'] }),
  }
}

function encodeSampling({ sampling }: IrRequest, reasoning: Fields, { model, warn }: EncodeTarget): Fields {
  const said = present({ temperature: sampling.temperature, top_p: sampling.topP })
  const effort = reasoning.effort === 'none' ? 'none' : null
  if (takesSampling(model, effort)) return said
  for (const name of Object.keys(said)) warn(`dropped_${name}`, `a reasoning model takes no ${name}`)
  return {}
}

/** What the protocol has no word for, from whichever dialect. */
function dropUnsayable({ sampling, stop }: IrRequest, warn: Warn): void {
  const { topK, seed, presencePenalty, frequencyPenalty } = sampling
  const dropped = {
    top_k: topK,
    seed,
    presence_penalty: presencePenalty,
    frequency_penalty: frequencyPenalty,
    stop: stop.length > 0 ? stop : null,
  }
  for (const name of Object.keys(present(dropped))) warn(`dropped_${name}`, `the protocol has no ${name}`)
}

function fitMaxTokens(maxTokens: number | null, warn: Warn): number | null {
  if (maxTokens === null || maxTokens >= MIN_OUTPUT_TOKENS) return maxTokens
  warn('changed_max_output_tokens', `the least that the protocol takes is ${MIN_OUTPUT_TOKENS}`)
  return MIN_OUTPUT_TOKENS
}

const SERVICE_TIERS: ReadonlySet<string> = new Set(['auto', 'default', 'flex', 'scale', 'priority'])

function fitServiceTier(tier: string | null, warn: Warn): string | null {
  if (tier === null || SERVICE_TIERS.has(tier)) return tier
  if (tier === 'standard' || tier === 'standard_only') return 'default'
  warn('dropped_service_tier', 'the protocol has no service tier of that name')
  return null
}

const fitCacheKey = (key: string | null): string | null =>
  key === null || key.length <= MAX_CACHE_KEY_LENGTH ? key : createHash('sha256').update(key).digest('hex')

function ownFormat(output: OutputFormat): Fields {
  if (output.kind !== 'schema') return { type: output.kind === 'json' ? 'json_object' : 'text' }
  const { name, description, schema, strict } = output
  return { type: 'json_schema', ...present({ name, description, strict }), schema }
}

function foreignFormat(output: OutputFormat): Fields {
  if (output.kind !== 'schema') return ownFormat(output)
  const name = schemaName(textOf(output.name))
  const schema = recordOf(output.schema)
  return ownFormat({ ...output, name, schema, strict: output.strict ?? false })
}
