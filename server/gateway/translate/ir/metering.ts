import type { Usage } from '#server/domain/usage'

/** What the meter has learned of one answer so far. Folding functions write to it; nothing in it grows with the answer. */
export interface Reading {
  /** The usage object as the upstream sent it, pieces merged. */
  rawUsage: Record<string, unknown> | null
  stopReason: string | null
  /** The upstream's own word for its failure, from a body or from the middle of a stream. */
  errorType: string | null
  servedModel: string | null
  /** As it stands beside the usage; a dialect that says it within leaves this empty. */
  serviceTier: string | null
  /** The stream's closing event was seen. */
  terminal: boolean
  /** Of the event under way: it is an error event, and the code it carries. */
  event: { isError: boolean; code: string | null }
}

/** How to find usage, stop reason and errors in one dialect's answers without decoding them. Paths are in the notation of
 * a dot between keys; arrays are transparent. */
export interface MeteringProfile {
  /** Paths to look for in the data of each event. */
  readonly eventPaths: readonly string[]
  /** Paths to look for in a body that is not a stream. */
  readonly bodyPaths: readonly string[]
  /** Events of these names carry nothing that matters and are skipped unread. */
  readonly quietEvents: ReadonlySet<string>
  /** Whether a value at this path can still tell something new: what every event repeats is read once. */
  wants(reading: Reading, path: string): boolean
  /** Take in one value that was found. */
  fold(reading: Reading, path: string, value: unknown): void
  /** Take in the end of one event; `done` tells that its data was the literal `[DONE]`. */
  endEvent(reading: Reading, event: { name: string | null; done: boolean }): void
  /** The tier that served the answer, by the name it has among prices; null when the upstream did not say. */
  serviceTier(reading: Reading): string | null
  /** Paths of the text in the data of an event, for people who look at a stream; an answer's thoughts and tool calls too. */
  readonly textPaths: readonly string[]
  /** Every event tells the usage so far, so that nobody needs to reckon it. */
  readonly usageGrows?: true
  /** Disjoint buckets of what the upstream reported, and charges. */
  mapUsage(raw: Record<string, unknown>): Usage
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Merge usage field by field: what comes later wins, but null and absent fields never erase what is known. */
export function mergeUsage(reading: Reading, usage: unknown): void {
  if (!isRecord(usage)) return
  const merged = reading.rawUsage ?? {}
  for (const [field, value] of Object.entries(usage)) if (value !== null) merged[field] = value
  reading.rawUsage = merged
}

/** Whatever an upstream puts into a field that goes to the log, it stays short. */
const MAX_TEXT_LENGTH = 100

export const textOrNull = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value.slice(0, MAX_TEXT_LENGTH) : null

/** The first of an error object's fields that names its kind. */
export function errorKind(error: unknown): string {
  if (typeof error === 'string') return error.slice(0, MAX_TEXT_LENGTH)
  if (!isRecord(error)) return 'error'
  const { type, code, status } = error
  for (const word of [status, type, code]) {
    if (typeof word === 'string' && word) return word.slice(0, MAX_TEXT_LENGTH)
    if (typeof word === 'number') return String(word)
  }
  return 'error'
}
