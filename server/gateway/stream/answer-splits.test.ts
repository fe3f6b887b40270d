import { describe, expect, it } from 'vitest'
import { DIALECTS } from '#server/domain/dialect'
import { ANSWER_KINDS } from '#server/testing/ready-answer'
import { CHAT_USAGE_CHUNK, codeAssistAnswer, readyAnswer } from '#server/testing/upstream-answers'
import type { Route, Routed } from '../exchange'
import { DIALECT_FUNCTIONS } from '../translate/registry'
import { chooseEditor } from './choose-editor'
import { createMeter } from './meter'

/** Feed a text cut in two, each piece in memory of its own that is wiped once it was read. */
function feedInTwo(bytes: Buffer, cut: number, feed: (chunk: Buffer) => Buffer | undefined): Buffer {
  const out: Buffer[] = []
  for (const piece of [bytes.subarray(0, cut), bytes.subarray(cut)]) {
    const chunk = Buffer.from(piece)
    out.push(Buffer.from(feed(chunk) ?? []))
    chunk.fill('"')
  }
  return Buffer.concat(out)
}

describe.each(DIALECTS)('the meter of %s', (dialect) => {
  it.each(ANSWER_KINDS)('reads %s the same, wherever it is cut in two', (kind) => {
    for (const form of ['stream', 'whole'] as const) {
      const { bytes, usage, stopReason } = readyAnswer(dialect, kind, form)
      for (let cut = 0; cut <= bytes.length; cut++) {
        const meter = createMeter(DIALECT_FUNCTIONS[dialect].metering, form === 'stream' ? 'sse' : 'json')
        feedInTwo(bytes, cut, (chunk) => {
          meter.feed(chunk)
          return undefined
        })
        const result = meter.finish()
        if (result.usage.output !== usage.output || !result.terminal) throw new Error(`cut at ${String(cut)}`)
        if (cut % 97 === 0)
          expect(result).toMatchObject({ usage, stopReason, errorType: null, terminal: true })
      }
    }
  })
})

/** Of the whole exchange, the choice of an editor looks at these parts only. */
const routed = (dialect: Route['dialect'], type: string, envelope: boolean) =>
  ({ route: { dialect, operation: 'generate', envelope }, provider: { type } }) as unknown as Routed

const chat = readyAnswer('openai-chat', 'text', 'stream').bytes
const plain = readyAnswer('gemini', 'text', 'stream').bytes
const enveloped = codeAssistAnswer('text', 'stream').bytes
const wrapped = plain.toString().replaceAll(/^data: (.*)\r$/gm, 'data: {"response":$1}\r')
const lf = (bytes: Buffer) => Buffer.from(bytes.toString().replaceAll('\r\n', '\n'))
const crlf = (bytes: Buffer) => Buffer.from(bytes.toString().replaceAll('\n', '\r\n'))

describe('an edited stream', () => {
  it.each([
    [
      'without the usage chunk',
      routed('openai-chat', 'openai-compatible', false),
      true,
      chat,
      chat.toString().replace(CHAT_USAGE_CHUNK, ''),
    ],
    [
      'without the usage chunk, CR LF',
      routed('openai-chat', 'openai-compatible', false),
      true,
      crlf(chat),
      crlf(chat).toString().replace(CHAT_USAGE_CHUNK.replaceAll('\n', '\r\n'), ''),
    ],
    ['out of the envelope', routed('gemini', 'gemini-cli', false), false, enveloped, plain.toString()],
    [
      'out of the envelope, LF',
      routed('gemini', 'gemini-cli', false),
      false,
      lf(enveloped),
      plain.toString(),
    ],
    ['into the envelope', routed('gemini', 'gemini', true), false, plain, wrapped],
  ])('is the same wherever it is cut in two: %s', (_, exchange, usageRequested, bytes, expected) => {
    for (let cut = 0; cut <= bytes.length; cut++) {
      const editor = chooseEditor(exchange, { sse: true, status: 200, usageRequested })!
      const fed = feedInTwo(bytes, cut, (chunk) => editor.feed(chunk))
      const text = Buffer.concat([fed, editor.finish()]).toString()
      if (text !== expected) expect({ cut, text }).toEqual({ cut, text: expected })
    }
  })

  it('keeps comments and what it cannot read', () => {
    const editor = chooseEditor(routed('openai-chat', 'openai-compatible', false), {
      sse: true,
      status: 200,
      usageRequested: true,
    })!
    const odd = ': ping\n\ndata: {"usage": broken\n\nevent: error\ndata: {"usage":1,"error":{}}\n\n'
    expect(editor.feed(Buffer.from(odd)).toString()).toBe(odd)
  })

  it('without its last blank line is edited too', () => {
    const editor = chooseEditor(routed('openai-chat', 'openai-compatible', false), {
      sse: true,
      status: 200,
      usageRequested: true,
    })!
    const fed = editor.feed(Buffer.from(CHAT_USAGE_CHUNK.trimEnd()))
    expect(Buffer.concat([fed, editor.finish()]).toString()).toBe('')
  })
})

describe('no editor is chosen', () => {
  it.each([
    [
      'for an error',
      routed('gemini', 'gemini-cli', false),
      { sse: false, status: 400, usageRequested: false },
    ],
    [
      'for usage that the client asked for',
      routed('openai-chat', 'openai-compatible', false),
      { sse: true, status: 200, usageRequested: false },
    ],
    [
      'for an envelope on both sides',
      routed('gemini', 'gemini-cli', true),
      { sse: true, status: 200, usageRequested: false },
    ],
    [
      'for no envelope on both sides',
      routed('gemini', 'gemini', false),
      { sse: true, status: 200, usageRequested: false },
    ],
  ])('%s', (_, exchange, answer) => {
    expect(chooseEditor(exchange, answer)).toBeNull()
  })
})

it('a list of chunks, as Code Assist streams without alt=sse, loses nothing on its way out of the envelope', () => {
  const editor = chooseEditor(routed('gemini', 'gemini-cli', false), {
    sse: false,
    status: 200,
    usageRequested: false,
  })!
  editor.feed(Buffer.from('[{"response":{"candidates":[1]}},\r\n{"response":{"candidates":[2]}}]'))
  expect(JSON.parse(editor.finish().toString())).toEqual([{ candidates: [1] }, { candidates: [2] }])
})
