import type { ClientContext, EncodeTarget, SseFrame } from '../ir/codec'
import type { Json } from '../ir/read-fields'
import type { IrRequest } from '../ir/request'
import { EMPTY_REQUEST as NO_REQUEST } from '../ir/request'
import type { IrResponse } from '../ir/response'
import { isRecord } from '../ir/metering'
import type { MediaSource, ToolCallPart, ToolResultPart } from '../ir/parts'

/** What the tests of this dialect share. */
export const EMPTY_REQUEST: IrRequest = {
  ...NO_REQUEST,
  model: 'gemini-3-pro-preview',
}

export const contextOf = (visible: boolean): ClientContext => ({
  requestId: 'req-1',
  model: 'gemini-test',
  nowMs: 1_700_000_000_000,
  request: { ...EMPTY_REQUEST, reasoning: { mode: 'auto', effort: null, budget: null, visible } },
})

export function targetOf(model: string): EncodeTarget & { readonly warnings: string[] } {
  const warnings: string[] = []
  return { providerType: 'gemini', model, warn: (code) => warnings.push(code), warnings }
}

/** The frames of a stream that the hub has written. */
export const framesOf = (text: string): SseFrame[] =>
  text
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => {
      const data: unknown = JSON.parse(frame.replace(/^data: /, ''))
      return { name: null, data }
    })

/** An answer without what only Gemini says, and with the names all the same that the hub made up. */
export function plain(response: IrResponse): IrResponse {
  const { id, model, finish, usage } = response
  return {
    id: id ?? 'req-1',
    model,
    finish,
    usage,
    parts: response.parts.map((part) =>
      part.type === 'tool_call' && part.id.startsWith('call_gm_') ? { ...part, id: 'made-up' } : part,
    ),
  }
}

export const member = (value: unknown, ...path: (string | number)[]): unknown =>
  path.reduce<unknown>((at, key) => {
    if (Array.isArray(at)) return typeof key === 'number' ? (at as unknown[])[key] : undefined
    return isRecord(at) ? at[key] : undefined
  }, value)

export const json = (value: unknown): Json => (isRecord(value) ? value : {})

export const image: MediaSource = { kind: 'base64', mediaType: 'image/png', data: 'AAAA' }

export const call = (id: string, signed?: string): ToolCallPart => ({
  type: 'tool_call',
  id,
  name: `name_${id}`,
  namespace: null,
  kind: 'function',
  arguments: '{"a":1}',
  signature: signed === undefined ? null : { dialect: 'gemini', value: signed },
})

export const result = (callId: string, text: string, isError = false): ToolResultPart => ({
  type: 'tool_result',
  callId,
  name: null,
  kind: 'function',
  isError,
  content: [{ type: 'text', text }],
})
