import { GatewayError } from '#server/domain/errors'
import type { EncodeTarget, Warn } from '../ir/codec'
import { isRecord } from '../ir/metering'
import { checkForeignExtras, present, without } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import type { IrRequest } from '../ir/request'
import { encodeIntent, maxTokensOf } from './encode-intent'
import { encodeTools } from './encode-tools'
import { encodeTurns } from './encode-turns'
import { modelTraits } from './model-traits'
import type { ModelTraits } from './model-traits'
import { INTENT_FIELDS } from './read-intent'

/** Extras that are not simply put back. */
const HANDLED = [...INTENT_FIELDS, 'metadata', 'system']

/** @throws GatewayError bad_request for what Anthropic's protocol cannot say and nobody may leave out */
export function encodeRequest(request: IrRequest, target: EncodeTarget): Record<string, unknown> {
  const { warn } = target
  const own = request.extras.claude ?? {}
  checkForeignExtras(request.extras, { into: 'claude', warn })
  if ((request.candidates ?? 1) > 1)
    throw new GatewayError('bad_request', {
      clientMessage: 'This model gives one answer to a request, not several.',
    })
  const traits = modelTraits(target.model)
  const intent = encodeIntent(request, traits, warn)
  const metadata = encodeMetadata(request.user, own.metadata)
  return present({
    model: target.model,
    max_tokens: maxTokensOf(request, traits, intent.fields),
    system: encodeSystem(request, intent.instruction),
    messages: encodeTurns(request.turns, warn),
    ...encodeTools(request, warn),
    ...intent.fields,
    ...encodeSampling(request, traits, intent.fields, warn),
    stop_sequences: encodeStop(request.stop, warn),
    metadata,
    service_tier: encodeServiceTier(request.serviceTier, warn),
    ...without(own, HANDLED),
    stream: request.stream ? true : undefined,
  })
}

function encodeSystem({ system, extras }: IrRequest, instruction: string | null): Fields[] | undefined {
  const head = Array.isArray(extras.claude?.system) ? extras.claude.system.filter(isRecord) : []
  const blocks = [
    ...head,
    ...system
      .filter(({ text }) => text !== '')
      .map((part) => ({ type: 'text', text: part.text, ...part.extras?.claude })),
    ...(instruction === null ? [] : [{ type: 'text', text: instruction }]),
  ]
  return blocks.length > 0 ? blocks : undefined
}

function encodeMetadata(user: string | null, own: unknown): Fields | undefined {
  const metadata = { ...(isRecord(own) && own), ...(user !== null && { user_id: user }) }
  return Object.keys(metadata).length > 0 ? metadata : undefined
}

/** Sampling as far as the model, and its thinking, leave it free. */
function encodeSampling(
  { sampling }: IrRequest,
  traits: ModelTraits,
  { thinking }: Fields,
  warn: Warn,
): Fields {
  const { topK, seed, presencePenalty, frequencyPenalty } = sampling
  for (const [name, value] of Object.entries({
    seed,
    presence_penalty: presencePenalty,
    frequency_penalty: frequencyPenalty,
  }))
    if (value !== null && value !== 0) warn(`dropped_${name}`, `Anthropic's protocol has no ${name}`)
  const temperature = encodeTemperature(sampling.temperature, warn)
  const thinks = isRecord(thinking) && thinking.type !== 'disabled'
  const bound = thinks || traits.sampling === 'fixed'
  const why = thinks ? 'cannot be set while the model thinks' : 'cannot be set for this model'
  const kept = (name: string, value: number | null, allowed: boolean): number | null => {
    if (value === null || allowed) return value
    warn(`dropped_${name}`, `${name} ${why}`)
    return null
  }
  const sent = kept('temperature', temperature, !bound || temperature === 1)
  const { topP } = sampling
  // Newer models take one of the two; with thinking, top_p between 0.95 and 1.
  const both = traits.sampling !== 'free' && sent !== null && topP !== 1
  return present({
    temperature: sent,
    top_p: kept(
      'top_p',
      topP,
      topP === 1 || (thinks && traits.sampling !== 'fixed' ? (topP ?? 1) >= 0.95 : !bound && !both),
    ),
    top_k: kept('top_k', topK, !bound),
  })
}

function encodeTemperature(temperature: number | null, warn: Warn): number | null {
  if (temperature === null || (temperature >= 0 && temperature <= 1)) return temperature
  warn('clamped_temperature', "Anthropic's temperature is between 0 and 1")
  return temperature > 1 ? 1 : 0
}

function encodeStop(stop: readonly string[], warn: Warn): readonly string[] | undefined {
  const visible = stop.filter((text) => text.trim() !== '')
  if (visible.length < stop.length) warn('dropped_stop', 'Anthropic takes no stop sequence of white space')
  return visible.length > 0 ? visible : undefined
}

function encodeServiceTier(tier: string | null, warn: Warn): string | undefined {
  if (tier === null || tier === 'auto' || tier === 'standard_only') return tier ?? undefined
  if (tier === 'default') return 'standard_only'
  warn('dropped_service_tier', 'Anthropic has no such service tier')
  return undefined
}
