import { breach } from './broken-rule'
import type { Breach } from './broken-rule'

export interface CsvRecord {
  /** Where it begins, from 1. */
  line: number
  fields: string[]
  problem: Breach | null
}

const PLAIN = /[^,\r\n]*/y
const OPENING = /[ \t]*"/y
const BLANK = /[ \t]*/y
const LINE_END = /\r\n|\n|\r/y

/** Read comma separated values. Quoted fields may hold commas, line ends and doubled quotes, and blanks may stand around
 * them; records without any text are left out. After a problem the next line begins anew.
 * @param text without a byte order mark
 * @see RFC 4180 */
export function readCsv(text: string): CsvRecord[] {
  const records: CsvRecord[] = []
  let line = 1
  let at = 0
  while (at < text.length) {
    const { fields, problem, end } = readRecord(text, at)
    if (problem !== null || fields.some((field) => field.trim() !== ''))
      records.push({ line, fields, problem })
    line += text.slice(at, end).match(/\r\n|\n|\r/g)?.length ?? 0
    at = end
  }
  return records
}

function readRecord(text: string, start: number): Omit<CsvRecord, 'line'> & { end: number } {
  const fields: string[] = []
  let at = start
  for (;;) {
    const field = readField(text, at)
    if (!field)
      return { fields, problem: breach('openQuote', 'has a quote that is never closed'), end: text.length }
    fields.push(field.value)
    at = field.end
    if (text[at] === ',') {
      at += 1
      continue
    }
    const end = at + lengthAt(LINE_END, text, at)
    if (end > at || at === text.length) return { fields, problem: null, end }
    at += lengthAt(/[^\r\n]*/y, text, at)
    return {
      fields,
      problem: breach('textAfterQuote', 'has text after a closing quote'),
      end: at + lengthAt(LINE_END, text, at),
    }
  }
}

/** @returns null for a quote that is never closed */
function readField(text: string, start: number): { value: string; end: number } | null {
  const opening = lengthAt(OPENING, text, start)
  if (opening === 0) {
    const end = start + lengthAt(PLAIN, text, start)
    return { value: text.slice(start, end), end }
  }
  let at = start + opening
  for (;;) {
    at = text.indexOf('"', at)
    if (at === -1) return null
    if (text[at + 1] !== '"') break
    at += 2
  }
  const value = text.slice(start + opening, at).replaceAll('""', '"')
  return { value, end: at + 1 + lengthAt(BLANK, text, at + 1) }
}

function lengthAt(token: RegExp, text: string, at: number): number {
  token.lastIndex = at
  return token.exec(text)?.[0].length ?? 0
}
