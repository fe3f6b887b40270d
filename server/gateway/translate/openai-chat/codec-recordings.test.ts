import { describe, expect, it } from 'vitest'
import { decode, readRecording, recordings, recordingsPresent } from '#server/testing/recorded-answers'
import type { ClientContext, SseFrame } from '../ir/codec'
import { collect, eventsOf, IrFailure } from '../ir/response'
import type { IrEvent, IrResponse } from '../ir/response'
import { inSequence } from '../ir/sequence'
import { chatCodec } from './codec'
import { checkChatStream } from './grammar'

const ours = recordings.filter(({ api, status }) => api === 'openai-chat' && (status ?? 200) < 400)
const context: ClientContext = {
  requestId: 'r1',
  model: null,
  nowMs: 1_700_000_000_000,
  request: { ...chatCodec.decodeRequest({ messages: [] }, { model: null, stream: null }), streamUsage: true },
}

/** The events of frames, as the pipeline sees them; `[DONE]` is left out by the reader of recordings. */
function eventsIn(frames: readonly SseFrame[]): IrEvent[] {
  const decoder = chatCodec.createStreamDecoder()
  const sequence = inSequence()
  return [...frames.flatMap((frame) => decoder.feed(frame)), ...decoder.finish()].flatMap(sequence)
}

function framesOf(text: string): SseFrame[] {
  return text
    .split('\n\n')
    .filter((frame) => frame.startsWith('data: '))
    .map((frame) => frame.slice(6))
    .map((data) => ({ name: null, data: data === '[DONE]' ? data : (JSON.parse(data) as unknown) }))
}

const written = (events: readonly IrEvent[]): SseFrame[] => {
  const encoder = chatCodec.createStreamEncoder(context)
  return framesOf(events.map((event) => encoder.encode(event)).join(''))
}

/** What a chunk can repeat: the extras of an answer (fingerprints, log probabilities) are not the IR's. */
const meaning = ({ id, model, parts, finish, usage }: IrResponse) => ({
  id,
  model,
  finish: finish?.reason,
  usage,
  parts: parts.map((part) =>
    part.type === 'text' ? { ...part, citations: part.citations?.length ?? 0 } : part,
  ),
})

describe.skipIf(!recordingsPresent)('recorded answers of Chat Completions (shared/fixtures)', () => {
  const streams = ours.filter(({ form }) => form !== 'json')
  const bodies = ours.filter(({ form }) => form === 'json')

  it.each(streams)('$file: a stream means the same after decoding and encoding', ({ file, form }) => {
    const frames = decode(readRecording(file), form).map((data) => ({ name: null, data }))
    const events = eventsIn(frames)
    if (events.some(({ type }) => type === 'error')) {
      expect(() => collect(events)).toThrow(IrFailure)
      return
    }
    const again = written(events)
    expect(checkChatStream(again)).toEqual([])
    expect(meaning(collect(eventsIn(again)))).toEqual(meaning(collect(events)))
  })

  it.each(bodies)('$file: a whole answer means the same, also as a stream', ({ file, form }) => {
    const [body] = decode(readRecording(file), form)
    // Embeddings and other calls of the same API are recorded beside.
    if (!Array.isArray(body?.choices)) return
    const response = chatCodec.decodeResponse(body)
    const again = chatCodec.decodeResponse(chatCodec.encodeResponse(response, context))
    expect(meaning(again)).toEqual(meaning(response))
    const streamed = written([...eventsOf(response)])
    expect(checkChatStream(streamed)).toEqual([])
    expect(meaning(collect(eventsIn(streamed)))).toEqual(meaning(response))
  })
})
