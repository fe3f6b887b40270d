import { GatewayError } from '#server/domain/errors'
import type { Warn } from '../ir/codec'
import { isRecord } from '../ir/metering'
import type { Extras } from '../ir/parts'
import type { Fields } from './read-fields'

/** Members of other protocols that name what their provider holds: an answer without it would be about something else. */
const HELD: ReadonlySet<string> = new Set([
  'previous_response_id',
  'conversation',
  'prompt',
  'background',
  'cachedContent',
  'cached_content',
])

/** Members that change what the model does and have no counterpart here. What is not listed is bookkeeping: storage,
 * caching, labels, a second spelling of something that the IR says. */
const CHANGING: ReadonlySet<string> = new Set([
  'audio',
  'imageConfig',
  'logit_bias',
  'logprobs',
  'max_tool_calls',
  'mediaResolution',
  'modalities',
  'prediction',
  'responseLogprobs',
  'responseModalities',
  'safetySettings',
  'safety_settings',
  'speechConfig',
  'top_logprobs',
  'verbosity',
  'web_search_options',
])

/** Members that are only a box around others. */
const BOXES: ReadonlySet<string> = new Set(['generationConfig', 'text'])

/** What a client of another protocol said besides the common words.
 * @throws GatewayError bad_request where Anthropic could not answer the question at all */
export function checkForeignExtras(extras: Extras, warn: Warn): void {
  for (const [dialect, fields] of Object.entries(extras)) if (dialect !== 'claude') checkFields(fields, warn)
}

function checkFields(fields: Fields, warn: Warn): void {
  for (const [name, value] of Object.entries(fields)) {
    if (value === null || value === undefined || value === false) continue
    if (HELD.has(name))
      throw new GatewayError('bad_request', {
        clientMessage: `${name}: this model's provider holds no such state; send the whole conversation.`,
      })
    if (CHANGING.has(name))
      warn(`dropped_${snakeCase(name)}`, `Anthropic's protocol has nothing like ${name}`)
    else if (BOXES.has(name) && isRecord(value)) checkFields(value, warn)
  }
}

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
