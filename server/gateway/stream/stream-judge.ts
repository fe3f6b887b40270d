import { CONTENT, PREAMBLE } from '../translate/ir/stream-stage'
import type { JudgeEvent, StreamStage } from '../translate/ir/stream-stage'
import { CollectedData } from './collected-data'
import { SseReader } from './sse-reader'

/** A stream that says so little for so long is passed on as it is. */
const MAX_EVENTS = 64

/** Reads the beginning of an event stream until it is known whether it is an answer. */
export interface StreamJudge {
  /** The first stage that is not `preamble` among the events of this chunk; else `preamble`. */
  feed(chunk: Buffer): StreamStage
  /** The stream has ended; an event without its closing blank line counts. */
  finish(): StreamStage
}

export function createStreamJudge(judge: JudgeEvent): StreamJudge {
  let verdict: StreamStage = PREAMBLE
  let events = 0
  const data = new CollectedData()
  const reader = new SseReader(data, {
    wants: () => true,
    endEvent({ name, done }) {
      if (verdict !== PREAMBLE) return
      events += 1
      if (data.text === '' && name === null) return
      if (!done) verdict = judge({ name, data: data.json() })
      if (events >= MAX_EVENTS && verdict === PREAMBLE) verdict = CONTENT
    },
  })
  return {
    feed(chunk) {
      reader.feed(chunk)
      return verdict
    },
    finish() {
      reader.finish()
      return verdict
    },
  }
}
