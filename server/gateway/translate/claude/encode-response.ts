import type { ClientContext } from '../ir/codec'
import type { Fields } from '../ir/read-fields'
import { without } from '../ir/read-fields'
import type { IrResponse } from '../ir/response'
import { encodeBlock } from './encode-blocks'
import { encodeUsage } from './encode-usage'
import { callsIn, encodeFinish } from './finish-reasons'

export const messageId = (id: string | null, { requestId }: ClientContext): string => id ?? `msg_${requestId}`

/** A message for a client that speaks to Anthropic.
 * @see https://docs.anthropic.com/en/api/messages */
export function encodeResponse(response: IrResponse, context: ClientContext): Record<string, unknown> {
  const { id, model, parts, finish, usage, extras } = response
  const calls = callsIn(parts)
  const own: Fields = extras?.claude ?? {}
  return {
    id: messageId(id, context),
    type: 'message',
    role: 'assistant',
    model: model ?? context.model ?? '',
    content: parts.flatMap((part) => encodeBlock(part) ?? []),
    ...encodeFinish(finish, calls),
    usage: encodeUsage(usage, own.usage),
    ...without(own, ['usage']),
  }
}
