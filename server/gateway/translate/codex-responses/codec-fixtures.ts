import type { ClientContext, SseFrame } from '../ir/codec'
import { EMPTY_REQUEST as NO_REQUEST } from '../ir/request'
import type { IrRequest } from '../ir/request'
import type { IrEvent, IrResponse } from '../ir/response'
import { responsesCodec } from './codec'

export const EMPTY_REQUEST: IrRequest = {
  ...NO_REQUEST,
  model: 'gpt-5.4',
  stream: true,
}

export const clientContext = (request: IrRequest = EMPTY_REQUEST): ClientContext => ({
  requestId: '0192a3b4-c5d6-7e8f-9012-3456789abcde',
  model: null,
  nowMs: 1_790_000_000_000,
  request,
})

export function decodeAll(frames: readonly SseFrame[]): IrEvent[] {
  const decoder = responsesCodec.createStreamDecoder()
  return [...frames.flatMap((frame) => decoder.feed(frame)), ...decoder.finish()]
}

/** Our own frames: names, data, and comments that are none. */
export const framesIn = (text: string): SseFrame[] =>
  text
    .split('\n\n')
    .filter((frame) => frame !== '' && !frame.startsWith(':'))
    .map((frame) => {
      const [, name, data] = /^event: ([^\n]*)\ndata: ([^\n]*)$/.exec(frame) ?? []
      return { name: name ?? null, data: JSON.parse(data ?? 'null') as unknown }
    })

/** What two answers have to have in common: all but what a dialect keeps beside it. Arguments left out are an object. */
export const plain = ({ id: _id, model, parts, finish, usage }: IrResponse): unknown => ({
  model,
  finish,
  usage,
  parts: parts.map((part) => {
    if (part.type === 'unknown') return part
    const noArguments = part.type === 'tool_call' && part.kind === 'function' && part.arguments === ''
    return { ...part, ...(noArguments && { arguments: '{}' }), extras: undefined }
  }),
})

/** A request for a provider of this protocol, and the codes of what was warned of. */
export function encode(request: Partial<IrRequest>, model = 'gpt-5.4') {
  const warnings: string[] = []
  const body = responsesCodec.encodeRequest(
    { ...EMPTY_REQUEST, ...request },
    { providerType: 'codex', model, warn: (code) => warnings.push(code) },
  )
  return { body, warnings }
}
