import { GatewayError } from '#server/domain/errors'
import type { EncodeTarget } from '../ir/codec'
import { isRecord } from '../ir/metering'
import { checkForeignExtras, isEmpty, without } from '../ir/read-fields'
import type { Json } from '../ir/read-fields'
import type { IrRequest, JsonSchema, OutputFormat } from '../ir/request'
import { encodeContents } from './encode-contents'
import { encodeToolConfig, encodeTools } from './encode-tools'
import { toOpenApiSchema } from './openapi-schema'
import { fitsJsonSchema } from './schema-dialect'
import { encodeThinking } from './thinking'

/** The model and whether to stream stand in the path.
 * @throws GatewayError bad_request for what can neither be said nor left out
 * @see https://ai.google.dev/api/generate-content#request-body */
export function encodeGeminiRequest(request: IrRequest, target: EncodeTarget): Json {
  const own = request.extras.gemini
  checkForeignExtras(request.extras, { into: 'gemini', warn: target.warn })
  const tools = encodeTools(request, target)
  const toolConfig = encodeToolConfig(request, target)
  const generationConfig = encodeConfig(request, target)
  const instruction = [
    ...request.system
      .filter(({ text }) => text !== '')
      .map(({ text, extras }) => ({ text, ...extras?.gemini })),
    ...unknownsIn(own?.systemInstruction),
  ]
  return {
    ...without(own, ['systemInstruction', 'toolConfig', 'generationConfig']),
    contents: encodeContents(request, target),
    ...(instruction.length > 0 && { systemInstruction: { parts: instruction } }),
    ...(tools.length > 0 && { tools }),
    ...(toolConfig && { toolConfig }),
    ...(!isEmpty(generationConfig) && { generationConfig }),
    ...encodeServiceTier(request, target),
  }
}

const unknownsIn = (list: unknown): unknown[] => (Array.isArray(list) ? list : [])

function encodeServiceTier({ serviceTier, extras }: IrRequest, { warn }: EncodeTarget): Json {
  if (serviceTier === null) return {}
  if (extras.gemini || serviceTier === 'flex' || serviceTier === 'priority') return { serviceTier }
  if (serviceTier !== 'auto' && serviceTier !== 'default' && serviceTier !== 'standard_only')
    warn('dropped_service_tier', 'Gemini has no service tier of that name')
  return {}
}

/** @see https://ai.google.dev/api/generate-content#GenerationConfig */
function encodeConfig(request: IrRequest, target: EncodeTarget): Json {
  const own = request.extras.gemini !== undefined
  const rest = isRecord(request.extras.gemini?.generationConfig) ? request.extras.gemini.generationConfig : {}
  const { reasoning, candidates, maxTokens, sampling } = request
  if (!own && candidates !== null && candidates !== 1)
    throw new GatewayError('bad_request', { clientMessage: 'This model gives one answer at a time.' })
  const thinking = {
    ...(reasoning && encodeThinking(reasoning, target.model, own, target.warn)),
    ...(isRecord(rest.thinkingConfig) && rest.thinkingConfig),
  }
  const stop = encodeStop(request.stop, own, target)
  const said = Object.entries({ ...sampling, seed: encodeSeed(sampling.seed, target) })
  return {
    ...Object.fromEntries(said.filter(([, value]) => value !== null)),
    ...(maxTokens !== null && { maxOutputTokens: maxTokens }),
    ...(stop.length > 0 && { stopSequences: stop }),
    ...(candidates !== null && own && { candidateCount: candidates }),
    ...encodeOutput(request.output, rest),
    ...rest,
    ...(!isEmpty(thinking) && { thinkingConfig: thinking }),
  }
}

const MAX_STOPS = 5

function encodeStop(stop: readonly string[], own: boolean, { warn }: EncodeTarget): readonly string[] {
  if (own || stop.length <= MAX_STOPS) return stop
  warn('dropped_stop', `Gemini takes ${MAX_STOPS} stop sequences; the others are left out`)
  return stop.slice(0, MAX_STOPS)
}

/** The field is a signed number of 32 bits. */
function encodeSeed(seed: number | null, { warn }: EncodeTarget): number | null {
  if (seed === null || seed === (seed | 0)) return seed
  warn('dropped_seed', 'Gemini takes seeds of 32 bits')
  return null
}

function encodeOutput(output: OutputFormat | null, rest: Json): Json {
  if (output === null) return {}
  if (output.kind === 'text') return { responseMimeType: 'text/plain' }
  const schema = output.kind === 'schema' ? encodeSchema(output.schema, rest) : {}
  return { responseMimeType: 'application/json', ...schema }
}

function encodeSchema(schema: JsonSchema, rest: Json): Json {
  if ('responseJsonSchema' in rest || 'responseSchema' in rest) return {}
  if (fitsJsonSchema(schema)) return { responseJsonSchema: schema }
  const openApi = toOpenApiSchema(schema)
  return openApi === null ? {} : { responseSchema: openApi }
}
