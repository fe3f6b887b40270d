import { GatewayError } from '#server/domain/errors'
import type { Warn } from '../ir/codec'
import { isRecord } from '../ir/metering'
import type { Extras } from '../ir/parts'
import type { Json } from './read-fields'

/** State that another provider holds: leaving it out would answer another question. */
const HELD = new Set(['previous_response_id', 'conversation', 'prompt', 'background'])

/** What changes the answer and has no counterpart here. All else is bookkeeping: caches, stores, metadata, or a second
 * spelling of something that the common words say. */
const CHANGING = new Set([
  'audio',
  'container',
  'context_management',
  'logit_bias',
  'logprobs',
  'max_tool_calls',
  'mcp_servers',
  'modalities',
  'prediction',
  'speed',
  'top_logprobs',
  'verbosity',
  'web_search_options',
])

/** What a client of another protocol has said beside the common words.
 * @throws GatewayError bad_request where Gemini could not answer the question at all */
export function checkForeignExtras(extras: Extras, warn: Warn): void {
  for (const [dialect, fields] of Object.entries(extras)) if (dialect !== 'gemini') checkFields(fields, warn)
}

function checkFields(fields: Readonly<Json>, warn: Warn): void {
  for (const [name, value] of Object.entries(fields)) {
    if (value === null || value === undefined || value === false) continue
    if (HELD.has(name))
      throw new GatewayError('bad_request', {
        clientMessage: `${name}: this model's provider holds no such state; send the whole conversation.`,
      })
    if (CHANGING.has(name)) warn(`dropped_${name}`, `Gemini's protocol has nothing like ${name}`)
    // The Responses protocol keeps its verbosity in there.
    else if (name === 'text' && isRecord(value)) checkFields(value, warn)
  }
}
