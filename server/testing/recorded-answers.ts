import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Dialect } from '#server/domain/dialect'

/** Recorded answers of real providers live beside the repository and are never copied into it. */
const FOLDER = fileURLToPath(new URL('../../../shared/fixtures/', import.meta.url))
export const recordingsPresent = existsSync(`${FOLDER}INDEX.json`)

/** One recorded answer. */
export interface Recording {
  file: string | null
  api: string
  form: string
  status: number | null
  features: string[]
}
export const DIALECT_OF: Record<string, Dialect> = {
  'anthropic-messages': 'claude',
  'openai-chat': 'openai-chat',
  'openai-responses': 'codex-responses',
  gemini: 'gemini',
}
export const FORMS = ['sse', 'json', 'jsonarray', 'chunks.jsonl']

const readIndex = (): Recording[] => {
  // The index is made by the same people as this test; `forms` below is a guard against another shape.
  const { entries } = JSON.parse(readFileSync(`${FOLDER}INDEX.json`, 'utf8')) as { entries: Recording[] }
  return entries.filter(({ file, form }) => file !== null && FORMS.includes(form))
}

export type Json = Record<string, unknown>
export const record = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? (value as Json) : {}

/** Everything that an answer says, decoded by the plainest means. */
export function decode(text: string, form: string): Json[] {
  if (form === 'json') return [record(JSON.parse(text))]
  if (form === 'jsonarray') return (JSON.parse(text) as unknown[]).map(record)
  if (form === 'chunks.jsonl')
    return text
      .split('\n')
      .filter((line) => line.trim())
      .map((line) => record(JSON.parse(line)))
  return text.split(/\r?\n\r?\n/).flatMap((frame) => {
    const lines = frame.split(/\r?\n/).filter((line) => line.startsWith('data:'))
    const data = lines.map((line) => line.slice(5).trim()).join('\n')
    return data === '' || data === '[DONE]' ? [] : [record(JSON.parse(data))]
  })
}

/** The same bytes a provider would send; recordings of one payload a line get their frames back. */
export function wireText(text: string, form: string, dialect: Dialect): string {
  if (form !== 'chunks.jsonl') return text
  const named = dialect === 'claude' || dialect === 'codex-responses'
  const lines = text.split('\n').filter((line) => line.trim())
  return lines
    .map((line) => `${named ? `event: ${String(record(JSON.parse(line)).type)}\n` : ''}data: ${line}\n\n`)
    .join('')
}

/** A small generator with a fixed seed, so that a failure comes again (Numerical Recipes' constants). */
function* sizes(): Generator<number> {
  for (let state = 7; ; state = (state * 1_664_525 + 1_013_904_223) >>> 0) yield 1 + ((state >>> 8) % 700)
}
export function cut(bytes: Buffer, how: 'whole' | 'bytes' | 'random'): Buffer[] {
  if (how === 'whole') return [bytes]
  const pieces: Buffer[] = []
  const random = sizes()
  for (let at = 0; at < bytes.length;) {
    const size = how === 'bytes' ? 1 : Number(random.next().value)
    pieces.push(bytes.subarray(at, at + size))
    at += size
  }
  return pieces
}

export const recordings = recordingsPresent ? readIndex() : []

export const readRecording = (file: string | null): string => readFileSync(`${FOLDER}${String(file)}`, 'utf8')
