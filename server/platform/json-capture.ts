export interface FoundValue {
  name: string
  /** Byte offsets since the text began; `end` is exclusive. */
  start: number
  end: number
  /** A copy of the value, when capturing; null when it was larger than `maxCaptureBytes`. */
  bytes: Buffer | null
}

export interface CaptureOptions {
  /** Copy reported values up to this size. 0 reports offsets only. */
  maxCaptureBytes: number
  /** Asked when a value begins: what is not wanted is neither copied nor reported. Everything is when absent. */
  wants?: (name: string) => boolean
}

/** Follows one reported value through the chunks that it is spread over, and copies it when that is wanted. */
export class ValueCapture {
  private name: string | null = null
  private start = 0
  private depth = 0
  private pieces: Buffer[] = []
  private size = 0

  constructor(private readonly options: CaptureOptions) {}

  reset(): void {
    this.name = null
    this.pieces = []
    this.size = 0
  }

  /** Begin to follow a value, unless it is not wanted or one around it is followed already. */
  begin(name: string, start: number, depth: number): void {
    if (this.name !== null || this.options.wants?.(name) === false) return
    this.name = name
    this.start = start
    this.depth = depth
  }

  endsAt(depth: number): boolean {
    return this.name !== null && this.depth === depth
  }

  /** Copy the followed value's part of a chunk.
   * @param base absolute offset of the chunk's index 0 */
  take(chunk: Buffer, base: number, chunkStart: number, endIndex: number): void {
    const { maxCaptureBytes } = this.options
    if (this.name === null || maxCaptureBytes === 0) return
    const from = Math.max(this.start - base, chunkStart)
    this.size += endIndex - from
    if (this.size > maxCaptureBytes) this.pieces = []
    else if (endIndex > from) this.pieces.push(Buffer.from(chunk.subarray(from, endIndex)))
  }

  finish(end: number): FoundValue {
    const { maxCaptureBytes } = this.options
    const kept = maxCaptureBytes > 0 && this.size <= maxCaptureBytes
    const found = {
      name: this.name ?? '',
      start: this.start,
      end,
      bytes: kept ? Buffer.concat(this.pieces) : null,
    }
    this.reset()
    return found
  }
}
