import { describe, expect, it } from 'vitest'
import {
  cut,
  DIALECT_OF,
  readRecording,
  recordings,
  recordingsPresent,
  wireText,
} from '#server/testing/recorded-answers'
import { DIALECT_FUNCTIONS } from '../translate/registry'
import { createGate } from './gate'

const good = recordings.filter(
  ({ status, features, form }) =>
    (status === null || status < 400) && !features.includes('error') && form !== 'jsonarray',
)
const bad = recordings.filter(({ status }) => status !== null && status >= 400)

function pass(recording: (typeof recordings)[number], how: 'whole' | 'bytes') {
  const dialect = DIALECT_OF[recording.api]!
  const status = recording.status ?? 200
  const text = wireText(readRecording(recording.file), recording.form, dialect)
  const type = recording.form === 'json' || status >= 400 ? 'application/json' : 'text/event-stream'
  const out: Buffer[] = []
  const gate = createGate({
    inner: { head: () => undefined, end: () => undefined, data: (chunk) => out.push(chunk) > 0 },
    judge: DIALECT_FUNCTIONS[dialect].judgeEvent,
    generates: true,
    onBegun: () => undefined,
    claim: () => true,
    onRejected: () => undefined,
  })
  gate.head(status, [Buffer.from('content-type'), Buffer.from(type)], () => undefined)
  for (const piece of cut(Buffer.from(text), how)) gate.data(piece)
  gate.end()
  return { gate, text, out: Buffer.concat(out).toString('utf8'), failure: gate.failure({ ok: true }, 0) }
}

describe.skipIf(!recordingsPresent)(
  'the gate on recorded answers (skipped where ../shared/fixtures is not there)',
  () => {
    it.each(good)('lets through $file', (recording) => {
      for (const how of ['whole', 'bytes'] as const) {
        const { gate, out, text, failure } = pass(recording, how)
        expect(failure).toBeNull()
        expect(gate.open).toBe(true)
        expect(out === text).toBe(true)
      }
    })

    it.each(bad)('holds back $file', (recording) => {
      const { gate, failure } = pass(recording, 'whole')
      expect(gate.open).toBe(false)
      expect(failure?.status).toBe(recording.status)
    })
  },
)

it.runIf(!recordingsPresent)('recorded answers are not here: ../shared/fixtures is missing', () => {
  expect(recordings).toEqual([])
})
