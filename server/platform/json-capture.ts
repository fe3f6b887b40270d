export interface FoundValue {
  name: string
  /** Byte offsets since the text began; `end` is exclusive. */
  start: number
  end: number
  /** A copy of the value, when capturing; null when it was larger than `maxCaptureBytes`. */
  bytes: Buffer | null
}

/** Follows one reported value through the chunks that it is spread over, and copies it when that is wanted. */
export class ValueCapture {
  private name: string | null = null
  private start = 0
  private depth = 0
  private pieces: Buffer[] = []
  private size = 0

  /** @param maxBytes copies up to this size are kept; 0 keeps none */
  constructor(private readonly maxBytes: number) {}

  reset(): void {
    this.name = null
    this.pieces = []
    this.size = 0
  }

  /** Begin to follow a value, unless one around it is followed already. */
  begin(name: string, start: number, depth: number): void {
    if (this.name !== null) return
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
    if (this.name === null || this.maxBytes === 0) return
    const from = Math.max(this.start - base, chunkStart)
    this.size += endIndex - from
    if (this.size > this.maxBytes) this.pieces = []
    else if (endIndex > from) this.pieces.push(Buffer.from(chunk.subarray(from, endIndex)))
  }

  finish(end: number): FoundValue {
    const kept = this.maxBytes > 0 && this.size <= this.maxBytes
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
