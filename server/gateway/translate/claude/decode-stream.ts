import type { SseFrame, StreamDecoder } from '../ir/codec'
import { isRecord } from '../ir/metering'
import { present, without } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import type { IrEvent } from '../ir/response'
import { createBlockDecoder } from './decode-stream-blocks'
import { decodeError } from './decode-error'
import { messageExtras } from './decode-response'
import { decodeFinish } from './finish-reasons'
import { mapClaudeUsage } from './map-usage'

interface State {
  /** A message that was told of has neither ended nor failed. */
  phase: 'before' | 'open' | 'over'
  /** Everything that usage objects have said; what comes later wins, null says nothing. */
  usage: Record<string, unknown> | null
  stopReason: unknown
  stopSequence: unknown
  extras: Record<string, unknown>
}

/** @see https://docs.anthropic.com/en/docs/build-with-claude/streaming */
export function createStreamDecoder(): StreamDecoder {
  const blocks = createBlockDecoder()
  const state: State = { phase: 'before', usage: null, stopReason: null, stopSequence: null, extras: {} }

  function usageEvent(usage: unknown): IrEvent[] {
    if (!isRecord(usage)) return []
    state.usage = { ...state.usage, ...present(usage) }
    return [{ type: 'usage', usage: mapClaudeUsage(state.usage) }]
  }

  function finishEvent(delta: Fields): IrEvent[] {
    state.stopReason = delta.stop_reason ?? state.stopReason
    state.stopSequence = delta.stop_sequence ?? state.stopSequence
    const finish = decodeFinish(state.stopReason, state.stopSequence, blocks.calls())
    return finish ? [{ type: 'finish', finish }] : []
  }

  function start(message: Fields): IrEvent[] {
    if (state.phase === 'open') return []
    state.phase = 'open'
    const { id, model, content } = message
    state.extras = without(messageExtras(message), ['usage'])
    blocks.name(typeof id === 'string' ? id : 'msg')
    // An answer that goes on after a tool was called by code begins with that call.
    const begun = Array.isArray(content) ? content.flatMap((block: unknown) => blocks.whole(block)) : []
    return [
      {
        type: 'start',
        id: typeof id === 'string' ? id : null,
        model: typeof model === 'string' ? model : null,
        ...(Object.keys(state.extras).length > 0 && { extras: { claude: state.extras } }),
      },
      ...begun,
      ...usageEvent(message.usage),
      ...finishEvent(message),
    ]
  }

  function change(data: Fields): IrEvent[] {
    const delta = isRecord(data.delta) ? data.delta : {}
    // Of the words of a message a delta has a say in its end alone. What `start` has told stays as it was.
    state.extras = {
      ...state.extras,
      ...messageExtras(without(data, ['delta', 'usage'])),
      ...messageExtras(without(delta, ['usage'])),
    }
    return [...usageEvent(data.usage), ...finishEvent(delta)]
  }

  function end(): IrEvent[] {
    state.phase = 'over'
    const extras = { ...state.extras, ...messageExtras({ usage: state.usage }) }
    const open = blocks.closeAll()
    return [...open, { type: 'end', ...(Object.keys(extras).length > 0 && { extras: { claude: extras } }) }]
  }

  /** Some backends forget to begin. */
  const begun = (events: IrEvent[]): IrEvent[] =>
    state.phase === 'before' ? [...start({}), ...events] : events

  function feed({ name, data }: SseFrame): IrEvent[] {
    if (state.phase === 'over' || !isRecord(data)) return []
    const type = data.type ?? name
    if (type === 'error' || isRecord(data.error)) {
      state.phase = 'over'
      return [{ type: 'error', error: decodeError(200, data) }]
    }
    switch (type) {
      case 'message_start':
        return start(isRecord(data.message) ? data.message : {})
      case 'content_block_start':
        return begun(blocks.start(data.index, data.content_block))
      case 'content_block_delta':
        return begun(blocks.delta(data.index, data.delta))
      case 'content_block_stop':
        return begun(blocks.stop(data.index))
      case 'message_delta':
        return begun(change(data))
      case 'message_stop':
        return begun(end())
      case 'ping':
        return state.phase === 'open' ? [{ type: 'ping' }] : []
      default:
        return []
    }
  }

  return { feed, finish: () => [] }
}
