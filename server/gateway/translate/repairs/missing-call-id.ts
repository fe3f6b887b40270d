import { GatewayError } from '#server/domain/errors'
import { isMadeUp } from '../ir/made-up-ids'
import type { IrRequest } from '../ir/request'
import type { Repair } from './repair'

/** Gemini's calls often have no id, and everyone else's must have one. Reading the request made them, the same for the same
 * conversation; here they are owned up to. */
export const missingCallId: Repair = {
  name: 'missing_call_id',
  ahead: ['claude', 'openai-chat', 'codex-responses'],
  askedBy: {},
  mend: (request) => (hasMadeUp(request) ? { ...request } : request),
  otherwise(request) {
    if (hasMadeUp(request))
      throw new GatewayError('bad_request', {
        clientMessage: 'contents: every functionCall needs an id, because this provider tells calls by it',
      })
  },
}

const hasMadeUp = ({ turns }: IrRequest): boolean =>
  turns.some(({ parts }) => parts.some((part) => part.type === 'tool_call' && isMadeUp(part.id)))
