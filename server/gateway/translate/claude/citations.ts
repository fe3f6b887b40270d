import { isRecord } from '../ir/metering'
import type { Citation } from '../ir/parts'
import { readList, readOptional, readRecord } from '../ir/read-fields'

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** @throws GatewayError bad_request when it is no list of objects */
export const decodeCitations = (value: unknown, place: string): Citation[] =>
  (readOptional(value, place, readList) ?? []).map((citation, at) =>
    decodeCitation(readRecord(citation, `${place}.${at}`)),
  )

/** Anthropic's offsets are about the cited document, not about the text that cites. */
export function decodeCitation(raw: Readonly<Record<string, unknown>>): Citation {
  return {
    url: textOf(raw.url) ?? textOf(raw.source),
    title: textOf(raw.title) ?? textOf(raw.document_title),
    citedText: textOf(raw.cited_text),
    start: null,
    end: null,
    // Those that the hub wrote itself, see encodeCitation, mean nothing to Anthropic.
    raw: raw.encrypted_index === '' ? null : { dialect: 'claude', value: raw },
  }
}

/** For a client; null when there is no place to point at. */
export function encodeCitation({ raw, url, title, citedText }: Citation): Record<string, unknown> | null {
  if (raw?.dialect === 'claude' && isRecord(raw.value)) return raw.value
  if (url === null) return null
  return { type: 'web_search_result_location', url, title, cited_text: citedText ?? '', encrypted_index: '' }
}

/** For Anthropic, which takes back only its own. */
export const encodeOwnCitations = (citations: readonly Citation[]): unknown[] =>
  citations.flatMap(({ raw }) => (raw?.dialect === 'claude' ? [raw.value] : []))
