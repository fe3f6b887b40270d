import type { Usage } from '#server/domain/usage'
import type { ClientContext, StreamEncoder } from '../ir/codec'
import type { Fields } from '../ir/read-fields'
import type { Finish, IrEvent } from '../ir/response'
import { sseFrame } from '../ir/sse'
import { encodeError } from './encode-upstream-error'
import { asSpoken, encodeCitation } from './encode-response'
import { encodeUsage } from './encode-usage'
import { encodeFinish } from './finish-reasons'

interface ChatWriterState {
  id: string
  model: string
  /** The part under way, and how its words are called in a delta. */
  field: 'content' | 'reasoning_content' | 'refusal' | null
  /** The tool call under way: its index among the calls, and whether it has said any argument. */
  call: { at: number; kind: 'function' | 'custom'; silent: boolean } | null
  calls: number
  /** Of a character, until its other half comes. */
  half: string
  refused: boolean
  over: boolean
  /** Length of the text so far, for the offsets of citations. */
  textLength: number
  textBefore: number
  usage: Usage | null
  finish: Finish | null
}

/** Writes `chat.completion.chunk`s, one choice. @see https://platform.openai.com/docs/api-reference/chat-streaming */
export function createStreamEncoder(context: ClientContext): StreamEncoder {
  return new ChatStreamEncoder(context)
}

class ChatStreamEncoder implements StreamEncoder {
  private readonly state: ChatWriterState

  constructor(private readonly context: ClientContext) {
    this.state = {
      id: `chatcmpl-${context.requestId}`,
      model: context.model ?? '',
      field: null,
      call: null,
      calls: 0,
      half: '',
      refused: false,
      over: false,
      textLength: 0,
      textBefore: 0,
      usage: null,
      finish: null,
    }
  }

  encode(event: IrEvent): string {
    return this.state.over ? '' : this.take(event)
  }

  private take(event: IrEvent): string {
    switch (event.type) {
      case 'start':
        return this.start(event)
      case 'part-start':
        return this.startPart(asSpoken(event.part))
      case 'text':
        return this.say(this.whole(event.text))
      case 'arguments':
        return this.argue(this.whole(event.text))
      case 'citation':
        return this.cite(event.citation)
      case 'part-end':
        return this.endPart()
      case 'usage':
        this.state.usage = event.usage
        return ''
      case 'finish':
        this.state.finish = event.finish
        return ''
      case 'ping':
        return ': ping\n\n'
      case 'end':
        return this.end()
      case 'error':
        // No [DONE]: a client must not take the answer for complete.
        this.state.over = true
        return sseFrame(null, encodeError(event.error))
      case 'signature':
        return ''
    }
  }

  private start({ id, model }: Extract<IrEvent, { type: 'start' }>): string {
    if (id !== null) this.state.id = id
    if (model !== null) this.state.model = model
    return this.delta({ role: 'assistant', content: '' })
  }

  private startPart(part: Extract<IrEvent, { type: 'part-start' }>['part']): string {
    if (part.type === 'tool_call') {
      const at = this.state.calls++
      this.state.call = { at, kind: part.kind, silent: true }
      const called =
        part.kind === 'custom'
          ? { type: 'custom', custom: { name: part.name, input: '' } }
          : { type: 'function', function: { name: part.name, arguments: '' } }
      return this.delta({ tool_calls: [{ index: at, id: part.id, ...called }] })
    }
    if (part.type === 'refusal') this.state.refused = true
    this.state.textBefore = this.state.textLength
    this.state.field = part.type in FIELDS ? FIELDS[part.type as keyof typeof FIELDS] : null
    return 'text' in part && part.text !== '' ? this.say(part.text) : ''
  }

  private whole(words: string): string {
    const { whole, half } = withoutHalf(this.state.half + words)
    this.state.half = half
    return whole
  }

  private say(words: string): string {
    const { field } = this.state
    if (field === null || words === '') return ''
    if (field === 'content') this.state.textLength += words.length
    return this.delta({ [field]: words })
  }

  private argue(words: string): string {
    const { call } = this.state
    if (!call || words === '') return ''
    call.silent = false
    const said = call.kind === 'custom' ? { custom: { input: words } } : { function: { arguments: words } }
    return this.delta({ tool_calls: [{ index: call.at, ...said }] })
  }

  private cite(citation: Extract<IrEvent, { type: 'citation' }>['citation']): string {
    const { textBefore: before, textLength } = this.state
    const annotations = encodeCitation(citation, { before, length: textLength - before })
    return annotations.length > 0 ? this.delta({ annotations }) : ''
  }

  private endPart(): string {
    const { call, half } = this.state
    this.state.half = ''
    const rest = call ? this.argue(half) : this.say(half)
    this.state.field = null
    this.state.call = null
    // Clients parse what they have collected, and "" is no JSON.
    if (!call?.silent || call.kind === 'custom') return rest
    return this.delta({ tool_calls: [{ index: call.at, function: { arguments: '{}' } }] })
  }

  private end(): string {
    const { usage, finish, calls, refused } = this.state
    this.state.over = true
    const reason = encodeFinish(finish, { calls: calls > 0, refusal: refused })
    const last = this.chunk([{ index: 0, delta: {}, logprobs: null, finish_reason: reason }])
    const asked = this.context.request.streamUsage && usage !== null
    return `${last}${asked ? this.chunk([], { usage: encodeUsage(usage) }) : ''}data: [DONE]\n\n`
  }

  private delta(delta: Fields): string {
    return this.chunk([{ index: 0, delta, logprobs: null, finish_reason: null }])
  }

  private chunk(choices: readonly Fields[], more: Fields = {}): string {
    const { id, model } = this.state
    const created = Math.floor(this.context.nowMs / 1_000)
    return sseFrame(null, { id, object: 'chat.completion.chunk', created, model, choices, ...more })
  }
}

/** A character may come in two halves. Alone, a half is none: clients that are no JavaScript fall over it. */
function withoutHalf(text: string): { whole: string; half: string } {
  const last = text.charCodeAt(text.length - 1)
  const at = last >= 0xd800 && last <= 0xdbff ? text.length - 1 : text.length
  return { whole: text.slice(0, at), half: text.slice(at) }
}

const FIELDS = { text: 'content', reasoning: 'reasoning_content', refusal: 'refusal' } as const
