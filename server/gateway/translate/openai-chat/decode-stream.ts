import { isRecord } from '../ir/metering'
import type { SseFrame, StreamDecoder } from '../ir/codec'
import type { Part } from '../ir/parts'
import type { IrEvent } from '../ir/response'
import { decodeError } from './decode-error'
import { decodeCitation, textIn, thoughtIn } from './decode-response'
import { decodeFinish } from './finish-reasons'
import { mapChatUsage } from './map-usage'
import { fieldsOf, list, text } from './read-fields'
import type { Fields } from './read-fields'

/** A tool call under way. Its part begins once its name is known; arguments that came before wait. */
interface Call {
  readonly index: number
  id: string
  name: string
  held: string
  kind: 'function' | 'custom'
  begun: boolean
}

type Words = 'reasoning' | 'text' | 'refusal'

interface ChatStreamState {
  phase: 'before' | 'under way' | 'over'
  /** Index of the next part. */
  next: number
  /** The part that words are being added to. */
  words: { kind: Words; index: number } | null
  /** By the upstream's index, or its id where it gives no index. */
  readonly calls: Map<string, Call>
  lastCall: string | null
  finish: string | null
}

/** Reads `chat.completion.chunk`s of the first choice.
 * @see https://platform.openai.com/docs/api-reference/chat-streaming */
export function createStreamDecoder(): StreamDecoder {
  return new ChatStreamDecoder()
}

class ChatStreamDecoder implements StreamDecoder {
  private readonly state: ChatStreamState = {
    phase: 'before',
    next: 0,
    words: null,
    calls: new Map(),
    lastCall: null,
    finish: null,
  }

  feed({ data }: SseFrame): IrEvent[] {
    if (this.state.phase === 'over') return []
    if (data === '[DONE]') return this.end()
    if (!isRecord(data)) return []
    const events: IrEvent[] = []
    if (this.state.phase === 'before' && !isRecord(data.error)) {
      this.state.phase = 'under way'
      events.push({ type: 'start', id: text(data.id), model: text(data.model) })
    }
    const choice = list(data.choices).find((one) => (fieldsOf(one).index ?? 0) === 0)
    if (isRecord(choice)) events.push(...this.choice(choice))
    if (isRecord(data.usage)) events.push({ type: 'usage', usage: mapChatUsage(data.usage) })
    if (data.error !== undefined && data.error !== null) {
      this.state.phase = 'over'
      events.push({ type: 'error', error: decodeError(502, data) })
    }
    return events
  }

  /** Some servers close without [DONE]: a finish reason completes the answer. */
  finish(): IrEvent[] {
    return this.state.phase === 'under way' && this.state.finish !== null ? this.end() : []
  }

  private choice(choice: Fields): IrEvent[] {
    const delta = fieldsOf(choice.delta)
    const events = [
      ...this.say('reasoning', thoughtIn(delta)),
      ...this.say('text', textIn(delta.content)),
      ...this.say('refusal', text(delta.refusal) ?? ''),
      ...this.cite(list(delta.annotations)),
    ]
    const old = isRecord(delta.function_call) ? [{ index: 0, function: delta.function_call }] : []
    for (const call of [...list(delta.tool_calls), ...old]) events.push(...this.call(fieldsOf(call)))
    if (typeof choice.finish_reason === 'string') {
      this.state.finish = choice.finish_reason
      const finish = decodeFinish(choice.finish_reason, this.state.calls.size > 0)
      events.push({ type: 'finish', finish })
    }
    return events
  }

  private say(kind: Words, words: string): IrEvent[] {
    if (words === '') return []
    const events: IrEvent[] = []
    let under = this.state.words
    if (under?.kind !== kind) {
      events.push(...this.endWords())
      under = { kind, index: this.state.next++ }
      this.state.words = under
      events.push({ type: 'part-start', index: under.index, part: EMPTY[kind] })
    }
    events.push({ type: 'text', index: under.index, text: words })
    return events
  }

  private endWords(): IrEvent[] {
    const { words } = this.state
    this.state.words = null
    return words ? [{ type: 'part-end', index: words.index }] : []
  }

  private cite(annotations: readonly unknown[]): IrEvent[] {
    const { words } = this.state
    if (words?.kind !== 'text') return []
    return annotations
      .flatMap(decodeCitation)
      .map((citation) => ({ type: 'citation', index: words.index, citation }))
  }

  /** Calls may overlap, so all of them stay open to the end. */
  private call(fragment: Fields): IrEvent[] {
    const events = this.endWords()
    const call = this.callOf(fragment)
    if (isRecord(fragment.custom)) call.kind = 'custom'
    const called = fieldsOf(fragment.custom ?? fragment.function)
    call.id ||= text(fragment.id) ?? ''
    // The name comes whole, first, and from some servers again and again.
    call.name ||= text(called.name) ?? ''
    const input = called.input ?? called.arguments
    const words = typeof input === 'string' ? input : isRecord(input) ? JSON.stringify(input) : ''
    if (call.begun) {
      if (words !== '') events.push({ type: 'arguments', index: call.index, text: words })
      return events
    }
    call.held += words
    events.push(...this.beginNamed())
    return events
  }

  /** Calls begin in their order, so one whose name has not come yet holds up the next. */
  private beginNamed(): IrEvent[] {
    const events: IrEvent[] = []
    for (const call of this.state.calls.values()) {
      if (call.name === '') break
      if (!call.begun) events.push(...begin(call))
    }
    return events
  }

  private callOf({ index, id }: Fields): Call {
    const { calls, lastCall } = this.state
    const named = text(id)
    const key =
      typeof index === 'number' ? String(index) : named !== null && named !== '' ? named : (lastCall ?? '0')
    this.state.lastCall = key
    const known = calls.get(key)
    if (known) return known
    const call: Call = {
      index: this.state.next++,
      id: '',
      name: '',
      held: '',
      kind: 'function',
      begun: false,
    }
    calls.set(key, call)
    return call
  }

  private end(): IrEvent[] {
    this.state.phase = 'over'
    const events = this.endWords()
    for (const call of this.state.calls.values()) {
      if (!call.begun) events.push(...begin(call))
      events.push({ type: 'part-end', index: call.index })
    }
    events.push({ type: 'end' })
    return events
  }
}

const EMPTY: Record<Words, Part> = {
  text: { type: 'text', text: '' },
  refusal: { type: 'refusal', text: '' },
  reasoning: { type: 'reasoning', text: '', redacted: false, signature: null },
}

function begin(call: Call): IrEvent[] {
  call.begun = true
  const { index, name, held, kind } = call
  const part: Part = {
    type: 'tool_call',
    id: call.id || `call_${String(index)}`,
    name,
    namespace: null,
    kind,
    arguments: '',
    signature: null,
  }
  const start: IrEvent = { type: 'part-start', index, part }
  return held === '' ? [start] : [start, { type: 'arguments', index, text: held }]
}
