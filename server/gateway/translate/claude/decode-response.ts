import { GatewayError } from '#server/domain/errors'
import { isRecord } from '../ir/metering'
import type { Part } from '../ir/parts'
import { present, without } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import { IrFailure } from '../ir/response'
import type { IrResponse } from '../ir/response'
import type { Signature } from '../ir/signature'
import { decodeBlock } from './decode-blocks'
import { decodeError } from './decode-error'
import { usageRest } from './encode-usage'
import { callsIn, decodeFinish } from './finish-reasons'
import { mapClaudeUsage } from './map-usage'

export const ownSignature = (value: string): Signature => ({ dialect: 'claude', value })

/** Members of an answer that the IR says in full. */
const SAID = ['type', 'role', 'id', 'model', 'content', 'stop_reason', 'stop_sequence', 'usage']

/** @throws IrFailure when the body is an error, or no message */
export function decodeResponse(body: unknown): IrResponse {
  if (!isRecord(body) || !Array.isArray(body.content)) throw new IrFailure(decodeError(200, failureOf(body)))
  const { id, model, usage } = body
  const parts = decodeContent(body.content, typeof id === 'string' ? id : 'msg')
  const calls = callsIn(parts)
  const extras = messageExtras(body)
  return {
    id: typeof id === 'string' ? id : null,
    model: typeof model === 'string' ? model : null,
    parts,
    finish: decodeFinish(body.stop_reason, body.stop_sequence, calls),
    usage: isRecord(usage) ? mapClaudeUsage(usage) : null,
    ...(Object.keys(extras).length > 0 && { extras: { claude: extras } }),
  }
}

const failureOf = (body: unknown): unknown =>
  isRecord(body) && body.error !== undefined
    ? body
    : { error: { type: 'api_error', message: 'The provider gave no message.' } }

/** What an answer says besides the common words: container, details of its stop, server tools in its usage. */
export function messageExtras(message: Fields): Record<string, unknown> {
  const usage = isRecord(message.usage) ? usageRest(message.usage) : {}
  return {
    ...present(without(message, SAID)),
    ...(Object.keys(usage).length > 0 && { usage }),
  }
}

function decodeContent(content: readonly unknown[], messageId: string): Part[] {
  try {
    return content.map((block, at) =>
      decodeBlock(withCallId(block, messageId, at), `content.${at}`, ownSignature),
    )
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    const message = `The provider's answer is malformed. ${error.clientMessage}`
    throw new IrFailure(decodeError(502, { error: { type: 'api_error', message } }))
  }
}

/** Backends that only speak like Anthropic may leave a call without an id. */
export function withCallId(block: unknown, messageId: string, at: number): unknown {
  const nameless = isRecord(block) && block.type === 'tool_use' && (block.id ?? '') === ''
  return nameless ? { ...block, id: `toolu_${messageId}_${at}` } : block
}
