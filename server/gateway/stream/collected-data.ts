import type { EventData } from './sse-reader'

/** The text of one event's data. Whoever feeds it bounds it. */
export class CollectedData implements EventData {
  text = ''
  private parts: Buffer[] = []

  feed(chunk: Buffer, from: number, to: number): void {
    this.parts.push(chunk.subarray(from, to))
  }

  finish(): void {
    const [only] = this.parts
    const whole = only && this.parts.length === 1 ? only : Buffer.concat(this.parts)
    this.text = whole.toString('utf8')
  }

  reset(): void {
    this.text = ''
    this.parts = []
  }

  /** The data, parsed; undefined when it is no JSON. */
  json(): unknown {
    try {
      return JSON.parse(this.text)
    } catch {
      return undefined
    }
  }
}
