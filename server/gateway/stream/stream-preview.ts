import { pathTree, visitPaths } from '#server/platform/json-paths'
import { CollectedData } from './collected-data'
import { SseReader } from './sse-reader'

/** What is kept of a text, in UTF-16 units. */
const MAX_TEXT_LENGTH = 16_384
/** An event with more than that is no piece of a text. */
const MAX_EVENT_BYTES = 262_144
/** Nobody looks any more who has not asked for so long. */
const LOOK_MS = 10_000

/** The end of the text of an event stream, kept while somebody looks at it. */
export class StreamPreview {
  private kept = ''
  private readonly reader: SseReader
  private readonly data = new BoundedData()

  /** @param textPaths of the stream's dialect */
  constructor(
    textPaths: readonly string[],
    private lookedAtMs: number,
  ) {
    const paths = pathTree(textPaths)
    this.reader = new SseReader(this.data, {
      wants: (name) => name.endsWith('delta'),
      endEvent: () => {
        if (this.data.text === '') return
        visitPaths(this.data.json(), paths, (_path, value) => {
          if (typeof value === 'string') this.append(value)
        })
      },
    })
  }

  feed(bytes: Buffer): void {
    this.reader.feed(bytes)
  }

  isWatched(nowMs: number): boolean {
    return nowMs - this.lookedAtMs <= LOOK_MS
  }

  look(nowMs: number): string {
    this.lookedAtMs = nowMs
    return this.kept.slice(-MAX_TEXT_LENGTH)
  }

  /** Cut now and then only, since a cut copies all of it. */
  private append(text: string): void {
    this.kept += text
    if (this.kept.length > 2 * MAX_TEXT_LENGTH) this.kept = this.kept.slice(-MAX_TEXT_LENGTH)
  }
}

class BoundedData extends CollectedData {
  private bytes = 0

  override feed(chunk: Buffer, from: number, to: number): void {
    this.bytes += to - from
    if (this.bytes <= MAX_EVENT_BYTES) super.feed(chunk, from, to)
  }

  override reset(): void {
    this.bytes = 0
    super.reset()
  }
}
