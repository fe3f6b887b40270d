import type { Usage } from '#server/domain/usage'
import type { ClientContext, StreamEncoder } from '../ir/codec'
import { without } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import type { Finish, IrEvent } from '../ir/response'
import { sseFrame } from '../ir/sse'
import { encodeError } from './decode-error'
import { messageId } from './encode-response'
import { createBlockEncoder } from './encode-stream-blocks'
import { encodeUsage } from './encode-usage'
import { encodeFinish } from './finish-reasons'

interface State {
  phase: 'before' | 'open' | 'over'
  usage: Usage | null
  finish: Finish | null
}

/** Every frame has its name: clients of Anthropic's skip those without. */
export const frame = (type: string, fields: Fields): string => sseFrame(type, { type, ...fields })

/** message_start, blocks one after another, message_delta, message_stop.
 * @see https://docs.anthropic.com/en/docs/build-with-claude/streaming */
export function createStreamEncoder(context: ClientContext): StreamEncoder {
  const blocks = createBlockEncoder()
  const state: State = { phase: 'before', usage: null, finish: null }

  function start(id: string | null, model: string | null, own: Fields): string {
    if (state.phase !== 'before') return ''
    state.phase = 'open'
    const message = {
      id: messageId(id, context),
      type: 'message',
      role: 'assistant',
      model: model ?? context.model ?? '',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: encodeUsage(state.usage, own.usage),
      ...without(own, ['usage']),
    }
    return frame('message_start', { message })
  }

  function end(own: Fields): string {
    const begun = start(null, null, {})
    const open = blocks.close()
    state.phase = 'over'
    // `context_management` stands beside the delta, everything else of its kind in it.
    const { usage, context_management, ...rest } = own
    const change = {
      delta: { ...encodeFinish(state.finish, blocks.calls()), ...rest },
      usage: encodeUsage(state.usage, usage),
      ...(context_management !== undefined && { context_management }),
    }
    return begun + open + frame('message_delta', change) + frame('message_stop', {})
  }

  function encode(event: IrEvent): string {
    if (state.phase === 'over') return ''
    switch (event.type) {
      case 'start':
        return start(event.id, event.model, event.extras?.claude ?? {})
      case 'usage':
        state.usage = event.usage
        return ''
      case 'finish':
        state.finish = event.finish
        return ''
      case 'ping':
        return state.phase === 'open' ? frame('ping', {}) : ''
      case 'end':
        return end(event.extras?.claude ?? {})
      case 'error':
        state.phase = 'over'
        return sseFrame('error', encodeError(event.error, context.requestId))
      default:
        return start(null, null, {}) + blocks.encode(event)
    }
  }

  return { encode }
}
