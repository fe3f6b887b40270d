import { isRecord } from '../ir/metering'
import type { Citation } from '../ir/parts'
import { isText } from '../ir/read-fields'
import type { Json } from '../ir/read-fields'

/** A source that waits for the text that it is about. */
export interface Reference {
  readonly citation: Citation
  /** Bytes of UTF-8; null where the whole answer is meant. */
  readonly segment: { readonly start: number; readonly end: number; readonly text: string | null } | null
}

/** What a candidate says of its sources: `groundingMetadata` of searches, `citationMetadata` of recitation.
 * @see https://ai.google.dev/api/generate-content#GroundingMetadata */
export function readReferences(candidate: Json): Reference[] {
  const { groundingMetadata: grounding, citationMetadata: recited } = candidate
  return [
    ...(isRecord(grounding) ? groundingReferences(grounding) : []),
    ...(isRecord(recited) ? records(recited.citations).flatMap(recitedReference) : []),
  ]
}

const records = (list: unknown): Json[] => (Array.isArray(list) ? list.filter(isRecord) : [])
const textOf = (value: unknown): string | null => (isText(value) && value !== '' ? value : null)
const offsetOf = (value: unknown): number => (typeof value === 'number' && value > 0 ? Math.floor(value) : 0)

function groundingReferences(grounding: Json): Reference[] {
  const chunks: unknown[] = Array.isArray(grounding.groundingChunks) ? grounding.groundingChunks : []
  const supports = records(grounding.groundingSupports)
  const cited = chunks.map(citationOf)
  if (supports.length === 0)
    return cited.flatMap((citation) => (citation ? [{ citation, segment: null }] : []))
  return supports.flatMap(({ segment, groundingChunkIndices: indices }) => {
    const place = isRecord(segment) ? segmentOf(segment) : null
    return (Array.isArray(indices) ? indices : []).flatMap((index) => {
      const citation = typeof index === 'number' ? cited[index] : undefined
      return citation ? [{ citation, segment: place }] : []
    })
  })
}

function citationOf(chunk: unknown): Citation | null {
  if (!isRecord(chunk)) return null
  const source = chunk.web ?? chunk.retrievedContext ?? chunk.maps ?? chunk.image
  if (!isRecord(source)) return null
  return {
    url: textOf(source.uri) ?? textOf(source.sourceUri),
    title: textOf(source.title),
    citedText: textOf(source.text),
    start: null,
    end: null,
    raw: { dialect: 'gemini', value: chunk },
  }
}

const segmentOf = ({ startIndex, endIndex, text }: Json): Reference['segment'] => ({
  start: offsetOf(startIndex),
  end: offsetOf(endIndex),
  text: textOf(text),
})

function recitedReference(source: Json): Reference[] {
  const url = textOf(source.uri)
  if (url === null) return []
  const raw = { dialect: 'gemini', value: source } as const
  const citation = { url, title: textOf(source.title), citedText: null, start: null, end: null, raw }
  return [{ citation, segment: segmentOf(source) }]
}

/** Where a reference stands in a text, in UTF-16 units; null when it is about another one.
 * The words decide before the numbers do: in a stream, the numbers count from the beginning of the whole answer. */
export function locate(text: string, { citation, segment }: Reference): Citation | null {
  if (!segment) return null
  const bytes = Buffer.from(text)
  const start = bytes.subarray(0, segment.start).toString().length
  const said = bytes.subarray(segment.start, segment.end).toString()
  if (segment.text === null)
    return segment.end > segment.start && segment.end <= bytes.length
      ? { ...citation, start, end: start + said.length }
      : null
  const at = said === segment.text ? start : text.indexOf(segment.text)
  return at === -1 ? null : { ...citation, start: at, end: at + segment.text.length }
}

/** The way back. Offsets count the bytes of the text that the citation stands in. */
export function createGrounding() {
  const chunks: Json[] = []
  const supports: Json[] = []
  const known = new Map<string, number>()

  function chunkOf({ url, title, raw }: Citation): number {
    const own = raw?.dialect === 'gemini' && isRecord(raw.value) && 'web' in raw.value ? raw.value : null
    const chunk = own ?? { web: { ...(url !== null && { uri: url }), ...(title !== null && { title }) } }
    const key = JSON.stringify(chunk)
    const index = known.get(key) ?? chunks.push(chunk) - 1
    known.set(key, index)
    return index
  }
  return {
    add(text: string, citation: Citation): void {
      const index = chunkOf(citation)
      const { start, end } = citation
      if (start === null || end === null) return
      const segment = {
        startIndex: Buffer.byteLength(text.slice(0, start)),
        endIndex: Buffer.byteLength(text.slice(0, end)),
        text: text.slice(start, end),
      }
      supports.push({ segment, groundingChunkIndices: [index] })
    },
    /** The member of the candidate; empty when nothing was cited. */
    metadata: (): Json =>
      chunks.length === 0
        ? {}
        : {
            groundingMetadata: {
              groundingChunks: chunks,
              ...(supports.length > 0 && { groundingSupports: supports }),
            },
          },
  }
}
