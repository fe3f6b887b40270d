import { isRecord } from '../ir/metering'
import type { SseFrame, StreamDecoder } from '../ir/codec'
import type { Part } from '../ir/parts'
import { listOf, recordOf, textOf } from '../ir/read-fields'
import type { Fields } from '../ir/read-fields'
import type { IrEvent } from '../ir/response'
import { decodeError } from './decode-error'
import { decodeCitation, textIn, thoughtIn } from './decode-response'
import { decodeFinish } from './finish-reasons'
import { createCallIds } from './name-call'
import { mapChatUsage } from './map-usage'

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
  readonly calls: Call[]
  /** The latest by the upstream's index, or by its id where it gives no index. */
  readonly current: Map<string, Call>
  lastCall: string | null
  finish: string | null
  refused: boolean
  /** For calls that have no id. */
  idOf: (at: number) => string
}

/** Reads `chat.completion.chunk`s of the first choice.
 * @see https://platform.openai.com/docs/api-reference/chat-streaming */
export function createStreamDecoder(): StreamDecoder {
  return new ChatStreamDecoder()
}

/** Azure's first chunk tells what its filter thinks of the prompt, and names neither the answer nor the model. */
const begins = ({ id, choices, usage, error }: Fields): boolean =>
  !isRecord(error) && (Boolean(textOf(id)) || listOf(choices).length > 0 || isRecord(usage))

class ChatStreamDecoder implements StreamDecoder {
  private readonly state: ChatStreamState = {
    phase: 'before',
    next: 0,
    words: null,
    calls: [],
    current: new Map(),
    lastCall: null,
    finish: null,
    refused: false,
    idOf: createCallIds(null),
  }

  feed({ data }: SseFrame): IrEvent[] {
    if (this.state.phase === 'over') return []
    if (data === '[DONE]') return this.state.phase === 'before' ? [] : this.end()
    if (!isRecord(data)) return []
    const events: IrEvent[] = []
    if (this.state.phase === 'before' && begins(data)) {
      this.state.phase = 'under way'
      this.state.idOf = createCallIds(textOf(data.id) || null)
      events.push({ type: 'start', id: textOf(data.id) || null, model: textOf(data.model) || null })
    }
    const choice = listOf(data.choices).find((one) => (recordOf(one).index ?? 0) === 0)
    if (isRecord(choice)) events.push(...this.choice(choice))
    if (isRecord(data.usage)) events.push({ type: 'usage', usage: mapChatUsage(data.usage) })
    if (data.error !== undefined && data.error !== null) {
      this.state.phase = 'over'
      events.push({ type: 'error', error: decodeError(200, data) })
    }
    return events
  }

  /** Some servers close without [DONE]: a finish reason completes the answer. */
  finish(): IrEvent[] {
    return this.state.phase === 'under way' && this.state.finish !== null ? this.end() : []
  }

  private choice(choice: Fields): IrEvent[] {
    const delta = recordOf(choice.delta)
    const events: IrEvent[] = []
    this.say('reasoning', thoughtIn(delta), events)
    this.say('text', textIn(delta.content), events)
    this.say('refusal', textOf(delta.refusal) ?? '', events)
    if (delta.annotations !== undefined) events.push(...this.cite(listOf(delta.annotations)))
    for (const call of listOf(delta.tool_calls)) events.push(...this.call(recordOf(call)))
    if (isRecord(delta.function_call)) events.push(...this.call({ index: 0, function: delta.function_call }))
    if (typeof choice.finish_reason === 'string') {
      this.state.finish = choice.finish_reason
      const finish = decodeFinish(choice.finish_reason, {
        calls: this.state.calls.length > 0,
        refusal: this.state.refused,
      })
      events.push({ type: 'finish', finish })
    }
    return events
  }

  /** @param events where what was said is added */
  private say(kind: Words, words: string, events: IrEvent[]): void {
    if (words === '') return
    let under = this.state.words
    if (under?.kind !== kind) {
      events.push(...this.endWords())
      under = { kind, index: this.state.next++ }
      this.state.words = under
      events.push({ type: 'part-start', index: under.index, part: EMPTY[kind] })
    }
    if (kind === 'refusal') this.state.refused = true
    events.push({ type: 'text', index: under.index, text: words })
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
    const called = recordOf(fragment.custom ?? fragment.function)
    call.id ||= textOf(fragment.id) ?? ''
    // The name comes whole, first, and from some servers again and again.
    call.name ||= textOf(called.name) ?? ''
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
    for (const call of this.state.calls) {
      if (call.name === '') break
      if (!call.begun) events.push(...begin(call, this.state.idOf))
    }
    return events
  }

  private callOf(fragment: Fields): Call {
    const { index, id } = fragment
    const { calls, current, lastCall } = this.state
    const named = textOf(id)
    const key =
      typeof index === 'number' ? String(index) : named !== null && named !== '' ? named : (lastCall ?? '0')
    this.state.lastCall = key
    const known = current.get(key)
    if (known && !isAnother(known, fragment)) return known
    const call: Call = {
      index: this.state.next++,
      id: '',
      name: '',
      held: '',
      kind: 'function',
      begun: false,
    }
    calls.push(call)
    current.set(key, call)
    return call
  }

  private end(): IrEvent[] {
    this.state.phase = 'over'
    const events = this.endWords()
    for (const call of this.state.calls) {
      if (!call.begun) events.push(...begin(call, this.state.idOf))
      events.push({ type: 'part-end', index: call.index })
    }
    events.push({ type: 'end' })
    return events
  }
}

/** Servers that send their calls whole give all of them the same index: another id with another name is another call. */
function isAnother(known: Call, { id, function: called }: Fields): boolean {
  const told = textOf(id) ?? ''
  return told !== '' && known.id !== '' && told !== known.id && Boolean(textOf(recordOf(called).name))
}

const EMPTY: Record<Words, Part> = {
  text: { type: 'text', text: '' },
  refusal: { type: 'refusal', text: '' },
  reasoning: { type: 'reasoning', text: '', redacted: false, signature: null },
}

function begin(call: Call, idOf: (at: number) => string): IrEvent[] {
  call.begun = true
  const { index, name, held, kind } = call
  const part: Part = {
    type: 'tool_call',
    id: call.id || idOf(index),
    name,
    namespace: null,
    kind,
    arguments: '',
    signature: null,
  }
  const start: IrEvent = { type: 'part-start', index, part }
  return held === '' ? [start] : [start, { type: 'arguments', index, text: held }]
}
