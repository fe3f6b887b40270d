import type { ClientContext, SseFrame } from '../ir/codec'
import { isRecord } from '../ir/metering'
import type { IrEvent, IrResponse } from '../ir/response'
import { collect } from '../ir/response'
import { inSequence } from '../ir/sequence'
import { claudeCodec } from './codec'
import { decodeRequest } from './decode-request'

/** For tests: what a client's answer is written with. */
export const CONTEXT: ClientContext = {
  requestId: 'req1',
  model: 'claude-sonnet-4-5',
  nowMs: 0,
  request: decodeRequest(
    { model: 'claude-sonnet-4-5', max_tokens: 1, messages: [{ role: 'user', content: 'hi' }] },
    { model: null, stream: null },
  ),
}

export const framesOf = (text: string): SseFrame[] =>
  text
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => {
      const [name, data] = frame.split('\n')
      return {
        name: name!.slice('event: '.length),
        data: JSON.parse(data!.slice('data: '.length)) as unknown,
      }
    })

export const named = (data: unknown): SseFrame => ({
  name: isRecord(data) && typeof data.type === 'string' ? data.type : null,
  data,
})

/** All events of a stream, in sequence. */
export function decodeFrames(frames: readonly SseFrame[]): IrEvent[] {
  const decoder = claudeCodec.createStreamDecoder()
  const order = inSequence()
  return [...frames.flatMap((frame) => decoder.feed(frame)), ...decoder.finish()].flatMap(order)
}

/** Our stream for a client, as text. */
export function encodeEvents(events: Iterable<IrEvent>, context = CONTEXT): string {
  const encoder = claudeCodec.createStreamEncoder(context)
  let text = ''
  for (const event of events) text += encoder.encode(event)
  return text
}

export const throughStream = (events: Iterable<IrEvent>): IrResponse =>
  collect(decodeFrames(framesOf(encodeEvents(events))))
