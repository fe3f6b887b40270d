import type { Dialect } from '#server/domain/dialect'
import type { ProviderType } from '#server/domain/provider'
import { decodeClientRequest } from './decode-client-request'
import type { ClientRequest } from './decode-client-request'
import type { Warning } from './ir/codec'
import { isRecord } from './ir/metering'
import { prepareRequest } from './prepare-request'
import type { CodexInstructions } from './repairs/repair'
import { isMendable as isMendableByList } from './repairs/list'

/** A request that stays in its own protocol but had to be said anew; the answer to it is passed on as it comes. */
export interface MendedRequest {
  readonly body: Record<string, unknown>
  readonly warnings: readonly Warning[]
  readonly repairs: readonly string[]
}

interface MendRequestOptions extends ClientRequest {
  provider: { type: ProviderType; codeAssistProject: string | null }
  servedModel: string
  refusal: string
  repairsOff: readonly string[]
  /** null for providers of other protocols. */
  instructions: CodexInstructions | null
}

/** Mend a request for a provider of its own protocol.
 * @returns null when no repair changes it: then its own bytes are best
 * @throws GatewayError bad_request */
export function mendRequest(options: MendRequestOptions): MendedRequest | null {
  const { client, provider, servedModel, refusal, repairsOff, instructions } = options
  const prepared = prepareRequest(decodeClientRequest(options), {
    from: client,
    to: client,
    providerType: provider.type,
    model: servedModel,
    repairsOff,
    refusal,
    instructions,
  })
  if (prepared.repairs.length === 0) return null
  const { warnings, repairs } = prepared
  return { body: inOwnEnvelope(prepared.body, options), warnings, repairs }
}

/** Whether a refusal asks for a repair that would change this very request.
 * @param to the provider's protocol */
export const isMendable = (
  from: ClientRequest,
  asked: { to: Dialect } & Pick<MendRequestOptions, 'refusal' | 'repairsOff' | 'instructions'>,
): boolean =>
  isMendableByList(() => decodeClientRequest(from), {
    to: asked.to,
    refusal: asked.refusal,
    switchedOff: asked.repairsOff,
    instructions: asked.instructions,
  })

/** The Code Assist envelope keeps what else the client said in it. */
function inOwnEnvelope(
  request: Record<string, unknown>,
  { provider, servedModel, clientEnvelope, body }: MendRequestOptions,
): Record<string, unknown> {
  if (provider.type !== 'gemini-cli') return request
  const said = clientEnvelope && isRecord(body) ? body : { project: provider.codeAssistProject ?? undefined }
  return { ...said, model: servedModel, request }
}

export { hasSealedSignature } from './ir/signature'
export type { ClientRequest } from './decode-client-request'
export type { CodexInstructions } from './repairs/repair'
