import fs from 'node:fs'
import path from 'node:path'

/** One file of the journal. */
export interface Segment {
  number: number
  file: string
  bytes: number
  /** Requests whose intent stands here and whose row the database may not have. */
  readonly open: Set<string>
}

const FILE = /^(\d{10})\.log$/
/** An intent or an outcome, the request's id, its encoded row. */
const LINE = /^([io]) ([0-9a-f-]{36}) (\[.*\])$/

/** Read what an earlier process has left in a directory.
 * @returns its files, oldest first, and a row for each intent: that of its outcome, if there is one */
export function openSegments(directory: string): { segments: Segment[]; rows: Map<string, string> } {
  const rows = new Map<string, string>()
  const segments: Segment[] = []
  for (const name of fs.readdirSync(directory).sort()) {
    const number = FILE.exec(name)?.[1]
    if (number === undefined) continue
    const file = path.join(directory, name)
    const text = fs.readFileSync(file, 'utf8')
    const segment: Segment = { number: Number(number), file, bytes: text.length, open: new Set() }
    readLines(text, segment, rows)
    segments.push(segment)
  }
  return { segments, rows }
}

/** A torn line had no effect: whoever wrote it was stopped, or has written it again. */
function readLines(text: string, segment: Segment, rows: Map<string, string>): void {
  for (const line of text.split('\n')) {
    const [, kind, id, row] = LINE.exec(line) ?? []
    if (id === undefined || row === undefined || !isJson(row)) continue
    if (kind === 'i') {
      segment.open.add(id)
      // Its outcome stands further down, or nowhere.
      rows.set(id, row)
    } else if (rows.has(id)) rows.set(id, row)
  }
}

/** A line that a full disk has cut in the middle may still look like one. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
