import { GatewayError } from '#server/domain/errors'
import type { WordHit } from '#server/domain/sensitive-words'
import type { ConfigView, Guarded, Identified } from '../exchange'
import { refuseClient, warningFor } from './client-version'
import type { Held } from './quota'
import { findWords } from './sensitive-words'

/** What guards look at beside the request, and whom they tell. */
export interface GuardView {
  readonly config: ConfigView
  /** A rule of content blocked this request. Never throws. */
  readonly reportWord: (exchange: Identified, hit: WordHit) => void
}

/** A reason to refuse, or null. Guards look and never change anything. */
export type Guard = (exchange: Identified, view: GuardView) => GatewayError | null

const keyScope: Guard = ({ principal }) =>
  principal.key.scope === 'proxy'
    ? null
    : new GatewayError('key_scope', { clientMessage: 'This API key is read-only and cannot call models.' })

const allowedModel: Guard = ({ principal, model }) => {
  const { allowedModels } = principal.user
  if (allowedModels.length === 0 || model === null || allowedModels.includes(model)) return null
  return new GatewayError('model_not_allowed', {
    clientMessage: `The model ${model} is not allowed for this API key.`,
  })
}

const clientVersion: Guard = (exchange, { config }) => refuseClient(exchange, config)

/** The client is not told the word: who looks for one would only have to try. */
const sensitiveWords: Guard = (exchange, { config, reportWord }) => {
  const hit = findWords(config.sensitiveWords, exchange.body)
  if (!hit) return null
  reportWord(exchange, hit)
  return new GatewayError('sensitive_content', {
    clientMessage: `This request was blocked by a content rule of this hub. Its administrator can look up the request ${exchange.requestId}.`,
  })
}

/** In the order in which they are asked; the first refusal counts. */
export const GUARDS: readonly Guard[] = [keyScope, clientVersion, allowedModel, sensitiveWords]

/** What may be asked is asked first: only a request that goes on holds a share of its limits.
 * @throws GatewayError the first guard's refusal, or that of a limit */
export async function guard(
  exchange: Identified,
  view: GuardView,
  hold: () => Promise<Held>,
): Promise<Guarded> {
  for (const check of GUARDS) {
    const denial = check(exchange, view)
    if (denial) throw denial
  }
  // Here, so that every answer bears it, whoever writes it.
  const warning = warningFor(exchange, view.config)
  if (warning !== null) exchange.response.setHeader('x-cch-client-warning', warning)
  return Object.assign(exchange, await hold(), { guarded: true as const })
}
