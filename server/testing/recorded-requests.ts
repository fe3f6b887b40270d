import type { Dialect } from '#server/domain/dialect'
import { DIALECT_OF, readRecording, record, recordingsPresent } from './recorded-answers'
import type { Json } from './recorded-answers'

/** What a client has sent, as JSON, outside of any envelope. */
export interface RecordedRequest {
  readonly name: string
  readonly from: Dialect
  readonly body: Json
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const CONVERSATIONS = ['messages', 'input', 'contents']

/** Every request of the index and of the command lines' recorded runs that has a conversation; null where there are none. */
export function recordedRequests(): RecordedRequest[] | null {
  if (!recordingsPresent) return null
  const entries = list(record(JSON.parse(readRecording('INDEX.json'))).entries).map(record)
  const indexed = entries.flatMap(({ api, request }): RecordedRequest[] => {
    const from = DIALECT_OF[String(api)]
    return from && typeof request === 'string'
      ? conversation(request, from, JSON.parse(readRecording(request)))
      : []
  })
  const runs = list(record(JSON.parse(readRecording('clients/INDEX.json'))).entries).map(record)
  const byClients = runs.flatMap(({ file }) => {
    const name = String(file).replace(/^clients\//, '')
    return list(JSON.parse(readRecording(`clients/${name}`))).flatMap((call, at) => {
      const body = record(record(call).body)
      return conversation(`${name} ${String(at)}`, dialectOfRun(name), body.request ?? body)
    })
  })
  return [...indexed, ...byClients]
}

function dialectOfRun(name: string): Dialect {
  if (name.startsWith('claude')) return 'claude'
  return name.startsWith('codex') ? 'codex-responses' : 'gemini'
}

function conversation(name: string, from: Dialect, said: unknown): RecordedRequest[] {
  const body = record(said)
  return CONVERSATIONS.some((member) => Array.isArray(body[member])) ? [{ name, from, body }] : []
}
