import { GatewayError } from '#server/domain/errors'
import type { Guarded, Identified } from '../exchange'
import type { Held } from './quota'

/** A reason to refuse, or null. Guards look and never change anything. */
export type Guard = (exchange: Identified) => GatewayError | null

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

/** In the order in which they are asked; the first refusal counts. */
export const GUARDS: readonly Guard[] = [keyScope, allowedModel]

/** What may be asked is asked first: only a request that goes on holds a share of its limits.
 * @throws GatewayError the first guard's refusal, or that of a limit */
export async function guard(exchange: Identified, hold: () => Promise<Held>): Promise<Guarded> {
  for (const check of GUARDS) {
    const denial = check(exchange)
    if (denial) throw denial
  }
  return Object.assign(exchange, await hold(), { guarded: true as const })
}
