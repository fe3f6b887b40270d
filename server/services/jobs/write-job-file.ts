import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { JobFailure } from './job-work'

const CHUNK_BYTES = 262_144
/** Compressed, some ten times as much as a spreadsheet opens. */
export const MAX_FILE_BYTES = 67_108_864

/** Compress a text and keep it in pieces, of which one is in memory.
 * @returns bytes that are kept
 * @throws JobFailure when they get more than `maxBytes` */
export async function writeJobFile(options: {
  text: AsyncIterable<string>
  addChunk: (seq: number, bytes: Uint8Array) => Promise<void>
  maxBytes: number
  signal: AbortSignal
}): Promise<number> {
  const { text, addChunk, maxBytes, signal } = options
  let written = 0
  let seq = 0
  let waiting: Buffer[] = []
  let waitingBytes = 0
  let refusal: JobFailure | null = null
  const flush = async () => {
    written += waitingBytes
    if (written > maxBytes) {
      refusal = new JobFailure(tooLarge(maxBytes))
      throw refusal
    }
    const bytes = Buffer.concat(waiting)
    waiting = []
    waitingBytes = 0
    await addChunk(seq++, bytes)
  }
  await pipeline(
    Readable.from(text),
    createGzip(),
    async (compressed: AsyncIterable<Buffer>) => {
      for await (const piece of compressed) {
        waiting.push(piece)
        waitingBytes += piece.length
        if (waitingBytes >= CHUNK_BYTES) await flush()
      }
      await flush()
    },
    { signal },
  ).catch((error: unknown) => {
    // Node tells of the end that this made, and not of why.
    throw refusal ?? error
  })
  return written
}

const tooLarge = (maxBytes: number): string =>
  `the file would get larger than ${String(Math.round(maxBytes / 1_048_576))} MB (compressed): ask for a shorter time or for less`
