import { GatewayError } from '#server/domain/errors'
import type { IrRequest } from '../ir/request'
import { ownMembers } from './decode-request'

/** Members that point to something the provider keeps, and what to do instead. */
const STATES: readonly (readonly [name: string, advice: string])[] = [
  ['previous_response_id', 'send the whole conversation in input'],
  ['conversation', 'send the whole conversation in input'],
  ['prompt', 'send the prompt itself in instructions or input'],
  ['background', 'send the request without it'],
]

const UNREADABLE = 'the summary in it can only be read by the provider that wrote it; start a new session'

/** Items that point to what the provider keeps, or that only it can make and read. A compaction has had three names. */
const ITEMS = new Map([
  ['item_reference', 'send the item itself'],
  ['compaction', UNREADABLE],
  ['compaction_summary', UNREADABLE],
  ['context_compaction', UNREADABLE],
  ['compaction_trigger', 'only a provider of the Responses protocol can compact a conversation this way'],
])

/** For a request of this dialect whose provider speaks another one, and so keeps nothing.
 * @throws GatewayError bad_request for what would change the conversation if it were left out */
export function requireStateless(request: IrRequest): void {
  const own = ownMembers(request)
  for (const [name, advice] of STATES)
    if (own[name] !== undefined && own[name] !== false) throw refusal(name, advice)
  for (const turn of request.turns)
    for (const part of turn.parts) {
      const advice = part.type === 'unknown' ? ITEMS.get(part.name) : undefined
      if (part.type === 'unknown' && advice !== undefined) throw refusal(part.name, advice)
    }
}

const refusal = (name: string, advice: string): GatewayError =>
  new GatewayError('bad_request', {
    clientMessage: `${name} needs a provider of the OpenAI Responses protocol, and none serves this request: ${advice}.`,
  })
