/** The few answers that the hub changes on their way are changed frame by frame, whole frames only. */
export interface AnswerEditor {
  /** @returns what may go to the client now; may be empty */
  feed(chunk: Buffer): Buffer
  finish(): Buffer
}

const LF = 0x0a
const CR = 0x0d
const NOTHING = Buffer.alloc(0)
/** Beyond this an unfinished frame goes on unedited: it cannot be one of those that are meant. */
const MAX_FRAME_BYTES = 16 * 1024 * 1024

/** @param edit gets each whole frame, its blank line included, and returns what takes its place; null drops it */
export function editFrames(edit: (frame: Buffer) => Buffer | null): AnswerEditor {
  let pending = NOTHING
  return {
    feed(chunk) {
      const bytes = pending.length > 0 ? Buffer.concat([pending, chunk]) : chunk
      const out: Buffer[] = []
      let from = 0
      for (let end = frameEnd(bytes, from); end !== -1; end = frameEnd(bytes, from)) {
        const edited = edit(bytes.subarray(from, end))
        if (edited) out.push(edited)
        from = end
      }
      pending = Buffer.from(bytes.subarray(from))
      if (pending.length > MAX_FRAME_BYTES) {
        out.push(pending)
        pending = NOTHING
      }
      return Buffer.concat(out)
    },
    finish() {
      const last = pending.length > 0 ? edit(pending) : null
      pending = NOTHING
      return last ?? NOTHING
    },
  }
}

/** A body that is no stream is edited as a whole, when it is complete. */
export function editBody(edit: (body: Buffer) => Buffer): AnswerEditor {
  const chunks: Buffer[] = []
  return {
    feed(chunk) {
      chunks.push(Buffer.from(chunk))
      return NOTHING
    },
    finish: () => edit(Buffer.concat(chunks)),
  }
}

/** Index after the next blank line, or -1. Line ends are LF or CR LF. */
function frameEnd(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(LF, from); at !== -1; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return at + 2
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3
  }
  return -1
}
