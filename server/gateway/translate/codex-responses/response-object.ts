import type { ClientContext } from '../ir/codec'
import type { Extras } from '../ir/parts'
import type { Fields } from '../ir/read-fields'
import type { IrRequest } from '../ir/request'
import { encodeToolChoice, encodeTools } from './encode-tools'
import { ownMembers } from './decode-request'
import { hasOwn } from './own-extras'

/** Who answered, as the beginning of the answer says it. */
export interface ResponseHead {
  readonly id: string | null
  readonly model: string | null
  readonly extras: Extras | undefined
}

/** The hub's request id in the letters and the length that ids of this protocol have. */
export const idStem = ({ requestId }: ClientContext): string =>
  requestId.replace(/[^\dA-Za-z]/g, '').slice(0, 40)

/** A response without what only its end tells. Members that the upstream gave in this dialect win.
 * @see https://platform.openai.com/docs/api-reference/responses/object */
export function responseObject(head: ResponseHead, context: ClientContext, own: Readonly<Fields>): Fields {
  const { request, nowMs } = context
  const asked = ownMembers(request)
  return {
    id: responseId(head, context),
    object: 'response',
    created_at: Math.floor(nowMs / 1_000),
    status: 'in_progress',
    background: false,
    error: null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: request.maxTokens,
    max_tool_calls: asked.max_tool_calls ?? null,
    model: head.model ?? context.model,
    output: [],
    parallel_tool_calls: request.parallelTools ?? true,
    previous_response_id: null,
    prompt_cache_key: asked.prompt_cache_key ?? null,
    reasoning: { effort: request.reasoning?.effort ?? null, summary: null },
    safety_identifier: asked.safety_identifier ?? null,
    service_tier: request.serviceTier ?? 'default',
    store: false,
    temperature: request.sampling.temperature,
    text: { format: { type: 'text' } },
    tool_choice: request.toolChoice ? encodeToolChoice(request.toolChoice, request.tools) : 'auto',
    tools: [],
    top_logprobs: 0,
    top_p: request.sampling.topP,
    truncation: 'disabled',
    usage: null,
    user: null,
    metadata: asked.metadata ?? {},
    ...own,
  }
}

/** Tools make a response long, so only the one that closes it repeats them. */
export const repeatedTools = (request: IrRequest, own: Readonly<Fields>): Fields =>
  own.tools === undefined ? { tools: encodeTools(request.tools, () => undefined).tools } : {}

/** Ids of other protocols have other beginnings, and some clients look at them. */
function responseId({ id, extras }: ResponseHead, context: ClientContext): string {
  return id !== null && (hasOwn(extras) || id.startsWith('resp_')) ? id : `resp_${idStem(context)}`
}
