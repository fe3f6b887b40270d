import { NO_USAGE } from '#server/domain/usage'
import type { FoundValue } from '#server/platform/json-capture'
import { pathTree, visitPaths } from '#server/platform/json-paths'
import type { PathNode } from '#server/platform/json-paths'
import { JsonWalker } from '#server/platform/json-walker'
import type { AnswerProgress, AnswerReading } from '../exchange'
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
  /** What is known of the usage in the middle of the answer. */
  soFar(): Omit<AnswerProgress, 'responseBytes'>
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
  const paths = compile(profile)
  return kind === 'sse' ? new StreamMeter(profile, paths.event) : new JsonMeter(profile, paths.body)
}

const startReading = (): Reading => ({
  rawUsage: null,
  stopReason: null,
  errorType: null,
  servedModel: null,
  serviceTier: null,
  terminal: false,
  event: { isError: false, code: null },
})

const createWalker = (profile: MeteringProfile, paths: PathNode, reading: Reading): JsonWalker =>
  new JsonWalker({
    paths,
    maxCaptureBytes: MAX_VALUE_BYTES,
    strict: false,
    wants: (path) => profile.wants(reading, path),
    onValue: (value) => {
      fold(profile, reading, value)
    },
  })

const resultOf = (profile: MeteringProfile, reading: Reading): AnswerReading => ({
  rawUsage: reading.rawUsage,
  stopReason: reading.stopReason,
  errorType: reading.errorType,
  servedModel: reading.servedModel,
  serviceTier: profile.serviceTier(reading),
  terminal: reading.terminal,
  usage: reading.rawUsage ? profile.mapUsage(reading.rawUsage) : NO_USAGE,
})

/** Before there is an answer. */
export const NOTHING_SO_FAR: ReturnType<Meter['soFar']> = Object.freeze({ usage: NO_USAGE, estimated: true })

class StreamMeter implements Meter {
  private readonly reading = startReading()
  private readonly reader: SseReader

  constructor(
    private readonly profile: MeteringProfile,
    paths: PathNode,
  ) {
    this.reader = new SseReader(createWalker(profile, paths, this.reading), {
      wants: (name) => !profile.quietEvents.has(name),
      endEvent: (event) => {
        profile.endEvent(this.reading, event)
      },
    })
  }

  get insideEvent(): boolean {
    return this.reader.insideEvent
  }

  feed(chunk: Buffer): void {
    this.reader.feed(chunk)
  }

  finish(): AnswerReading {
    this.reader.finish()
    return resultOf(this.profile, this.reading)
  }

  /** Some say at the beginning that they will have said one token, and more only in the end. */
  soFar(): ReturnType<Meter['soFar']> {
    const { rawUsage, terminal } = this.reading
    const usage = rawUsage ? this.profile.mapUsage(rawUsage) : NO_USAGE
    const grows = this.profile.usageGrows === true && usage.output > 0
    const told = rawUsage !== null && (terminal || grows)
    const output = this.reader.textTokens
    return told || usage.output >= output
      ? { usage, estimated: rawUsage === null }
      : { usage: { ...usage, output }, estimated: true }
  }
}

/** One JSON text. Most come in one small chunk; a copy of that one is kept until a second shows that there is more. */
class JsonMeter implements Meter {
  readonly insideEvent = false
  private readonly reading = startReading()
  private first: Buffer | null = null
  private walker: JsonWalker | null = null

  constructor(
    private readonly profile: MeteringProfile,
    private readonly paths: PathNode,
  ) {}

  feed(chunk: Buffer): void {
    if (this.walker === null && this.first === null && chunk.length <= MAX_PARSED_BYTES) {
      this.first = Buffer.from(chunk)
      return
    }
    this.walkFirst().feed(chunk)
  }

  finish(): AnswerReading {
    const { profile, reading } = this
    const tree = this.first === null ? undefined : parsed(this.first)
    if (tree === undefined) {
      reading.terminal = this.walkFirst().finish()
    } else {
      visitPaths(tree, this.paths, (path, value) => {
        profile.fold(reading, path, value)
      })
      reading.terminal = true
    }
    return resultOf(profile, reading)
  }

  /** It comes with the end. */
  soFar(): ReturnType<Meter['soFar']> {
    return NOTHING_SO_FAR
  }

  private walkFirst(): JsonWalker {
    this.walker ??= createWalker(this.profile, this.paths, this.reading)
    if (this.first) this.walker.feed(this.first)
    this.first = null
    return this.walker
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
