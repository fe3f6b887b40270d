import { NO_USAGE } from '#server/domain/usage'
import type { FoundValue } from '#server/platform/json-capture'
import { pathTree, visitPaths } from '#server/platform/json-paths'
import type { PathNode } from '#server/platform/json-paths'
import { JsonWalker } from '#server/platform/json-walker'
import type { AnswerReading } from '../exchange'
import type { MeteringProfile, Reading } from '../translate/ir/metering'
import { SseReader } from './sse-reader'

/** A usage object is far below this; anything larger is not one. */
const MAX_VALUE_BYTES = 16_384
/** An answer of one chunk up to this size is parsed at its end, which is cheaper than walking it. */
const MAX_PARSED_BYTES = 16_384

/** Reads an answer as it passes and learns its usage, stop reason and errors, in constant memory. */
export interface Meter {
  feed(chunk: Buffer): void
  /** The answer is over; what it told. */
  finish(): AnswerReading
  /** In a stream, the last byte fed was inside an event. */
  readonly insideEvent: boolean
}

interface CompiledProfile {
  event: PathNode
  body: PathNode
}
const compiled = new WeakMap<MeteringProfile, CompiledProfile>()

/** @param kind how the answer is framed: server-sent events, or one JSON text */
export function createMeter(profile: MeteringProfile, kind: 'sse' | 'json'): Meter {
  const reading: Reading = {
    rawUsage: null,
    stopReason: null,
    errorType: null,
    servedModel: null,
    terminal: false,
    event: { isError: false, code: null },
  }
  const paths = compile(profile)
  const createWalker = () =>
    new JsonWalker({
      paths: kind === 'sse' ? paths.event : paths.body,
      maxCaptureBytes: MAX_VALUE_BYTES,
      strict: false,
      onValue: (value) => {
        fold(profile, reading, value)
      },
    })
  const result = (): AnswerReading => ({
    rawUsage: reading.rawUsage,
    stopReason: reading.stopReason,
    errorType: reading.errorType,
    servedModel: reading.servedModel,
    terminal: reading.terminal,
    usage: reading.rawUsage ? profile.mapUsage(reading.rawUsage) : NO_USAGE,
  })
  if (kind === 'json') return createJsonMeter(createWalker, paths.body, profile, reading, result)
  const reader = new SseReader(createWalker(), {
    wants: (name) => !profile.quietEvents.has(name),
    endEvent: (event) => {
      profile.endEvent(reading, event)
    },
  })
  return {
    get insideEvent() {
      return reader.insideEvent
    },
    feed: (chunk) => {
      reader.feed(chunk)
    },
    finish() {
      reader.finish()
      return result()
    },
  }
}

/** One JSON text. Most come in one small chunk; a copy of that one is kept until a second shows that there is more. */
function createJsonMeter(
  createWalker: () => JsonWalker,
  paths: PathNode,
  profile: MeteringProfile,
  reading: Reading,
  result: () => AnswerReading,
): Meter {
  let first: Buffer | null = null
  let walker: JsonWalker | null = null
  const walkFirst = () => {
    walker ??= createWalker()
    if (first) walker.feed(first)
    first = null
    return walker
  }
  return {
    insideEvent: false,
    feed(chunk) {
      if (walker === null && first === null && chunk.length <= MAX_PARSED_BYTES) {
        first = Buffer.from(chunk)
        return
      }
      walkFirst().feed(chunk)
    },
    finish() {
      const tree = first === null ? undefined : parsed(first)
      if (tree === undefined) {
        reading.terminal = walkFirst().finish()
      } else {
        visitPaths(tree, paths, (path, value) => {
          profile.fold(reading, path, value)
        })
        reading.terminal = true
      }
      return result()
    },
  }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

function fold(profile: MeteringProfile, reading: Reading, { name, bytes }: FoundValue): void {
  if (bytes === null) return
  try {
    profile.fold(reading, name, JSON.parse(bytes.toString('utf8')))
  } catch {
    // A value with a bad escape inside: the client will see the same bytes, and the usage stays unknown.
  }
}

function compile(profile: MeteringProfile): CompiledProfile {
  const known = compiled.get(profile)
  if (known) return known
  const paths = { event: pathTree(profile.eventPaths), body: pathTree(profile.bodyPaths) }
  compiled.set(profile, paths)
  return paths
}
