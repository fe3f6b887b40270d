import { GatewayError } from '#server/domain/errors'
import type { Warn } from '../ir/codec'
import type { Extras } from '../ir/parts'
import type { IrRequest } from '../ir/request'
import { textOf } from './read-fields'

/** Members of other dialects' requests that change what the model does and have no counterpart here. Their names are the
 * ones on the wire; what is not listed is bookkeeping, and left out without a word. */
const CHANGING: ReadonlySet<string> = new Set([
  'audio',
  'container',
  'context_management',
  'function_call',
  'imageConfig',
  'logit_bias',
  'logprobs',
  'mcp_servers',
  'mediaResolution',
  'modalities',
  'prediction',
  'responseLogprobs',
  'responseModalities',
  'safetySettings',
  'safety_settings',
  'speechConfig',
  'top_logprobs',
  'web_search_options',
])

/** Members that are content: the conversation would not be the same without them. */
const CONTENT: ReadonlySet<string> = new Set(['cachedContent', 'cached_content'])

/** What the vendor's two protocols have in common beyond the IR. */
export interface SharedMembers {
  readonly promptCacheKey: string | null
  readonly verbosity: string | null
}

/** @throws GatewayError bad_request for content that another provider keeps */
export function foreignMembers(request: IrRequest, warn: Warn): SharedMembers {
  for (const name of memberNames(request.extras)) {
    if (CONTENT.has(name))
      throw new GatewayError('bad_request', {
        clientMessage: `${name}: what another provider has cached cannot be read by this one: send the content.`,
      })
    if (CHANGING.has(name)) warn(`dropped_${name}`, `the protocol has no ${name}`)
  }
  const { prompt_cache_key: key, verbosity } = request.extras['openai-chat'] ?? {}
  return { promptCacheKey: textOf(key), verbosity: textOf(verbosity) }
}

const memberNames = (extras: Extras): string[] =>
  Object.values(extras).flatMap((fields) =>
    Object.entries(fields).flatMap(([name, value]) => (value === null || value === undefined ? [] : [name])),
  )
