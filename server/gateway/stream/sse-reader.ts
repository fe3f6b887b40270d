/** Takes in the data of one event after another: all but its `data:` fields' names and line ends. */
export interface EventData {
  feed(chunk: Buffer, from: number, to: number): void
  /** The event is complete. */
  finish(): unknown
  reset(): void
}

/** What the reader tells its owner at the end of each event. */
export interface SseEvents {
  /** Whether the data of an event with this name is worth reading. */
  wants(eventName: string): boolean
  endEvent(event: { name: string | null; done: boolean }): void
}

/** The standard lets a stream begin with a byte order mark. */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf]
const LF = 0x0a
const CR = 0x0d
const SPACE = 0x20
const OPEN_BRACKET = 0x5b
const DATA = Buffer.from('data:')
const EVENT = Buffer.from('event:')
const DONE = '[DONE]'
const MAX_NAME_BYTES = 128
const BYTES_PER_TOKEN = 4

const enum Line {
  Start,
  /** Within the field name, as far as it can still become `data:` or `event:`. */
  Field,
  DataStart,
  Data,
  DoneMarker,
  Event,
  Skip,
}

/**
 * Finds the events of a server-sent event stream and feeds the data of the wanted ones into a JSON walker, byte ranges
 * only: it keeps no data, so that its memory does not depend on the size of an event. Chunks may end anywhere.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream (a lone CR as a line end,
 * which no provider sends, is not recognised)
 */
export class SseReader {
  private line: Line = Line.Start
  private field: Buffer = DATA
  private matched = 0
  private text = ''
  private eventName: string | null = null
  private done = false
  private hasData = false
  private bytesInEvent = 0
  private markBytes = 0
  private eventBytes = 0
  private deltas = 0
  private deltaBytes = 0
  private leastDelta = Infinity

  constructor(
    private readonly data: EventData,
    private readonly events: SseEvents,
  ) {}

  /** An event has begun and its closing blank line has not come. */
  get insideEvent(): boolean {
    return this.bytesInEvent > 0
  }

  /** Tokens of the text that the stream has carried so far, about: what its deltas have beyond the shortest of them, at four
   * bytes a token, and no less than one a delta. */
  get textTokens(): number {
    return this.deltas === 0
      ? 0
      : Math.max(this.deltas, Math.ceil((this.deltaBytes - this.deltas * this.leastDelta) / BYTES_PER_TOKEN))
  }

  feed(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length) at = this.step(chunk, at)
  }

  /** The stream is over: an event with data but without its blank line counts, as peers send such. */
  finish(): void {
    if (this.hasData || this.done) this.endEvent()
  }

  private step(chunk: Buffer, at: number): number {
    switch (this.line) {
      case Line.Start:
        return this.startLine(chunk, at)
      case Line.Field:
        return this.matchField(chunk, at)
      case Line.DataStart:
        return this.startData(chunk, at)
      default:
        return this.toLineEnd(chunk, at)
    }
  }

  private startLine(chunk: Buffer, at: number): number {
    const byte = chunk[at]
    if (this.markBytes < BYTE_ORDER_MARK.length) {
      const isMark = byte === BYTE_ORDER_MARK[this.markBytes]
      this.markBytes = isMark ? this.markBytes + 1 : BYTE_ORDER_MARK.length
      if (isMark) return at + 1
    }
    if (byte === CR) return at + 1
    if (byte === LF) {
      if (this.bytesInEvent > 0) this.endEvent()
      return at + 1
    }
    this.bytesInEvent += 1
    this.matched = 1
    this.line = Line.Field
    if (byte === DATA[0]) this.field = DATA
    else if (byte === EVENT[0]) this.field = EVENT
    else this.line = Line.Skip
    return at + 1
  }

  private matchField(chunk: Buffer, at: number): number {
    if (chunk[at] !== this.field[this.matched]) {
      this.line = Line.Skip
      return at
    }
    this.matched += 1
    if (this.matched === this.field.length) {
      this.line = this.field === DATA ? Line.DataStart : Line.Event
      this.text = ''
    }
    return at + 1
  }

  private startData(chunk: Buffer, at: number): number {
    const byte = chunk[at]
    if (byte === SPACE) return at + 1
    const wanted = this.eventName === null || this.events.wants(this.eventName)
    this.text = ''
    if (!wanted) this.line = Line.Skip
    else if (byte === OPEN_BRACKET && !this.hasData) this.line = Line.DoneMarker
    else this.line = Line.Data
    return at
  }

  private toLineEnd(chunk: Buffer, at: number): number {
    const newline = chunk.indexOf(LF, at)
    const end = newline === -1 ? chunk.length : newline
    this.eventBytes += end - at
    if (this.line === Line.Data) {
      this.hasData = true
      this.data.feed(chunk, at, end)
    } else if (this.line !== Line.Skip && this.text.length < MAX_NAME_BYTES)
      this.text += chunk.toString('latin1', at, Math.min(end, at + MAX_NAME_BYTES))
    if (newline === -1) return end
    if (this.line === Line.Event) this.eventName = this.text.trim()
    else if (this.line === Line.DoneMarker) this.done = this.text.trim() === DONE
    this.line = Line.Start
    return newline + 1
  }

  private endEvent(): void {
    if (this.line === Line.DoneMarker) this.done = this.text.trim() === DONE
    if (this.hasData) this.data.finish()
    this.events.endEvent({ name: this.eventName, done: this.done })
    if (this.eventName === null ? this.hasData : this.eventName.endsWith('delta')) this.countDelta()
    this.eventBytes = 0
    this.data.reset()
    this.eventName = null
    this.done = false
    this.hasData = false
    this.bytesInEvent = 0
    this.line = Line.Start
  }

  private countDelta(): void {
    this.deltas += 1
    this.deltaBytes += this.eventBytes
    if (this.eventBytes < this.leastDelta) this.leastDelta = this.eventBytes
  }
}
