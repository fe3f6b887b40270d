import { describe, expect, it } from 'vitest'
import { DIALECTS } from '#server/domain/dialect'
import type { Dialect } from '#server/domain/dialect'
import { readyAnswer } from '#server/testing/upstream-answers'
import { ANSWER_KINDS } from '#server/testing/ready-answer'
import type { AnswerSink } from '../exchange'
import { DIALECT_FUNCTIONS } from '../translate/registry'
import { createGate } from './gate'

const MIB = 1024 * 1024
const head = (type: string) => [Buffer.from('Content-Type'), Buffer.from(type)]

/** What came out of the gate, and after how many bytes of input it opened. */
function pass(dialect: Dialect, type: string, chunks: readonly Buffer[], status = 200) {
  const out: Buffer[] = []
  const calls: string[] = []
  let rejected = 0
  const inner: AnswerSink = {
    head: () => calls.push('head'),
    data: (chunk) => {
      out.push(chunk)
      return true
    },
    end: () => calls.push('end'),
  }
  const gate = createGate({
    inner,
    judge: DIALECT_FUNCTIONS[dialect].judgeEvent,
    generates: true,
    onBegun: () => undefined,
    claim: () => true,
    onRejected: () => {
      rejected += 1
    },
  })
  gate.head(status, head(type), () => undefined)
  let fed = 0
  let openedAfter: number | null = null
  for (const chunk of chunks) {
    gate.data(chunk)
    fed += chunk.length
    if (gate.open) openedAfter ??= fed
  }
  gate.end()
  return {
    bytes: Buffer.concat(out),
    calls,
    rejected,
    openedAfter,
    gate,
    failure: gate.failure({ ok: true }, 0),
  }
}

const SSE = 'text/event-stream'

describe.each(DIALECTS)('%s', (dialect) => {
  it.each(ANSWER_KINDS)('lets a stream of %s through unchanged, wherever it is split', (kind) => {
    const { bytes } = readyAnswer(dialect, kind, 'stream')
    const whole = [...bytes].map((_, i) => bytes.subarray(i, i + 1))
    const opening = pass(dialect, SSE, whole).openedAfter
    expect(opening).not.toBeNull()
    expect(opening).toBeLessThanOrEqual(bytes.length)
    for (let at = 1; at < bytes.length; at++) {
      const result = pass(dialect, SSE, [bytes.subarray(0, at), bytes.subarray(at)])
      expect(result.bytes.equals(bytes)).toBe(true)
      expect(result).toMatchObject({ calls: ['head', 'end'], rejected: 0, failure: null })
      if (opening !== null) expect(result.openedAfter).toBe(at < opening ? bytes.length : at)
    }
  })

  it('holds a JSON answer to its end, and passes it on in one piece', () => {
    const { bytes, contentType } = readyAnswer(dialect, 'text', 'whole')
    const result = pass(dialect, contentType, [bytes.subarray(0, 9), bytes.subarray(9)])
    expect(result.openedAfter).toBeNull()
    expect(result.bytes.equals(bytes)).toBe(true)
    expect(result).toMatchObject({ calls: ['head', 'end'], failure: null })
  })
})

it('holds no more than a megabyte of a good answer', () => {
  const chunk = Buffer.alloc(MIB / 4, 0x20)
  const result = pass('claude', 'application/json', [chunk, chunk, chunk, chunk, chunk, chunk])
  expect(result.openedAfter).toBe(1.25 * MIB)
  expect(result.bytes.length).toBe(1.5 * MIB)
})

it('holds no more than a megabyte of an error, and cannot pass it on then', () => {
  const chunk = Buffer.alloc(MIB / 2, 0x20)
  const result = pass('claude', 'text/plain', [chunk, chunk, chunk], 500)
  expect(result).toMatchObject({ calls: [], rejected: 1, failure: { kind: 'server_error', status: 500 } })
  expect(result.gate.whole).toBe(false)
})

it('passes on a stream that says nothing for 64 events', () => {
  const ping = Buffer.from('event: ping\ndata: {"type":"ping"}\n\n')
  const pings = Array.from({ length: 70 }, () => ping)
  expect(pass('claude', SSE, pings).openedAfter).toBe(64 * ping.length)
})

it('takes the null error of a good answer for what it is', () => {
  const body = Buffer.from('{"id":"resp_1","error":null,"output":[]}')
  expect(pass('codex-responses', 'application/json', [body])).toMatchObject({ failure: null, rejected: 0 })
})

it('asks for no more of a stream that begins with an error', () => {
  const event = Buffer.from(
    'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"x"}}\n\n',
  )
  const result = pass('claude', SSE, [event, event])
  expect(result).toMatchObject({ calls: [], rejected: 1 })
  expect(result.failure).toMatchObject({ kind: 'overloaded', errorType: 'overloaded_error' })
})

it('lets an error that is the client’s own fault be passed on whole', () => {
  const body = Buffer.from('{"type":"error","error":{"type":"invalid_request_error","message":"no"}}')
  const result = pass('claude', 'application/json', [body])
  expect(result).toMatchObject({ calls: [], rejected: 0, failure: { kind: 'client_fault' } })
  expect(result.gate.whole).toBe(true)
  result.gate.release()
  expect(result.calls).toEqual(['head', 'end'])
})
