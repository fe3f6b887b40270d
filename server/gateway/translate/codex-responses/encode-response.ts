import type { ClientContext } from '../ir/codec'
import type { Fields } from '../ir/read-fields'
import { eventsOf } from '../ir/response'
import type { IrResponse } from '../ir/response'
import { createAnswerWriter } from './answer-writer'

/** The object that closes the stream of the same answer. */
export function encodeResponse(response: IrResponse, context: ClientContext): Fields {
  const writer = createAnswerWriter(context, () => undefined)
  for (const event of eventsOf(response)) writer.take(event)
  return writer.response()
}
