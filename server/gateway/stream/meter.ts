import { NO_USAGE } from '#server/domain/usage'
import type { Usage } from '#server/domain/usage'
import type { FoundValue } from '#server/platform/json-capture'
import { pathTree } from '#server/platform/json-paths'
import type { PathNode } from '#server/platform/json-paths'
import { JsonWalker } from '#server/platform/json-walker'
import type { MeteringProfile, Reading } from '../translate/ir/metering'
import { SseReader } from './sse-reader'

/** A usage object is far below this; anything larger is not one. */
const MAX_VALUE_BYTES = 16_384

/** Reads an answer as it passes and learns its usage, stop reason and errors, in constant memory. */
export interface Meter {
  feed(chunk: Buffer): void
  /** The answer is over; what it told. */
  finish(): MeterResult
  /** In a stream, the last byte fed was inside an event. */
  readonly insideEvent: boolean
}

export interface MeterResult extends Reading {
  usage: Usage
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
  }
  const paths = compile(profile)
  const walker = new JsonWalker({
    paths: kind === 'sse' ? paths.event : paths.body,
    maxCaptureBytes: MAX_VALUE_BYTES,
    strict: false,
    onValue: (value) => {
      fold(profile, reading, value)
    },
  })
  const result = (): MeterResult => ({
    ...reading,
    usage: reading.rawUsage ? profile.mapUsage(reading.rawUsage) : NO_USAGE,
  })
  if (kind === 'json')
    return {
      insideEvent: false,
      feed: (chunk) => {
        walker.feed(chunk)
      },
      finish() {
        reading.terminal = walker.finish()
        return result()
      },
    }
  const reader = new SseReader(walker, {
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
