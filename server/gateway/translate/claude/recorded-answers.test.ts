import { describe, expect, it } from 'vitest'
import {
  decode,
  readRecording,
  record,
  recordings,
  recordingsPresent as present,
} from '#server/testing/recorded-answers'
import type { SseFrame } from '../ir/codec'
import { collect, eventsOf, IrFailure } from '../ir/response'
import type { IrResponse } from '../ir/response'
import { claudeCodec } from './codec'
import { checkClaudeStream } from './grammar'
import { CONTEXT, decodeFrames, encodeEvents, framesOf, named, throughStream } from './stream-fixtures'

const own = recordings.filter(({ api }) => api === 'anthropic-messages')
const isFailed = (status: number | null) => status !== null && status >= 400
const streams = own.filter(({ form, status }) => form !== 'json' && !isFailed(status))
const bodies = own.filter(({ form, status }) => form === 'json' && !isFailed(status))

/** Some recordings hold several answers, one after another. */
function answersIn(file: string | null, form: string): SseFrame[][] {
  const answers: SseFrame[][] = []
  for (const message of decode(readRecording(file), form)) {
    if (message.type === 'message_start') answers.push([])
    answers.at(-1)?.push(named(message))
  }
  return answers
}

/** An answer that is nothing but a call from the model's code comes with its start, and then only ends. */
const isCallByCode = (frames: readonly SseFrame[]): boolean =>
  typeof record(record(frames[0]?.data).message).stop_reason === 'string'

const bodyOf = (file: string | null): unknown => JSON.parse(readRecording(file))

describe.skipIf(!present)('recorded answers (skipped where ../shared/fixtures is not there)', () => {
  it('has some', () => {
    expect(streams.length).toBeGreaterThan(40)
    expect(bodies.length).toBeGreaterThan(40)
  })

  it.each(streams)('$file', ({ file, form }) => {
    const answers = answersIn(file, form)
    expect(answers).not.toHaveLength(0)
    for (const frames of answers) {
      if (!isCallByCode(frames)) expect(checkClaudeStream(frames)).toEqual([])
      const events = decodeFrames(frames)
      const response = collect(events)
      expect(response.parts).not.toHaveLength(0)
      const written = framesOf(encodeEvents(events))
      expect(checkClaudeStream(written)).toEqual([])
      expect(collect(decodeFrames(written))).toEqual(response)
      // The same answer, not as a stream.
      expect(claudeCodec.decodeResponse(claudeCodec.encodeResponse(response, CONTEXT))).toEqual(
        withCompactArguments(response),
      )
    }
  })

  it.each(bodies)('$file', ({ file }) => {
    const response = claudeCodec.decodeResponse(bodyOf(file))
    expect(claudeCodec.decodeResponse(claudeCodec.encodeResponse(response, CONTEXT))).toEqual(response)
    expect(throughStream(eventsOf(response))).toEqual(response)
  })

  it.each(own.filter(({ status }) => isFailed(status)))('$file', ({ file, status }) => {
    const error = claudeCodec.decodeError(status!, bodyOf(file))
    expect(error.status).toBe(status)
    expect(claudeCodec.encodeError(error, 'r')).toMatchObject({
      type: 'error',
      error: { type: error.code, message: error.message },
    })
    expect(() => claudeCodec.decodeResponse(bodyOf(file))).toThrow(IrFailure)
  })
})

/** A stream's arguments have the white space that the model gave them; a whole answer's are written by a program. */
const withCompactArguments = (response: IrResponse): IrResponse => ({
  ...response,
  parts: response.parts.map((part) =>
    part.type === 'tool_call' ? { ...part, arguments: JSON.stringify(JSON.parse(part.arguments)) } : part,
  ),
})
