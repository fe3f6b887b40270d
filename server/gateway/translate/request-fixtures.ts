import type { Part, ToolCallPart, ToolResultPart } from './ir/parts'
import type { IrRequest, Turn } from './ir/request'
import { EMPTY_REQUEST } from './ir/request'

/** A request with nothing in it but what a test puts there. */
export const requestOf = (turns: readonly Turn[], fields: Partial<IrRequest> = {}): IrRequest => ({
  ...EMPTY_REQUEST,
  model: 'm',
  turns,
  ...fields,
})

export const user = (...parts: (Part | string)[]): Turn => ({ role: 'user', parts: parts.map(asPart) })
export const assistant = (...parts: (Part | string)[]): Turn => ({
  role: 'assistant',
  parts: parts.map(asPart),
})

const asPart = (part: Part | string): Part => (typeof part === 'string' ? { type: 'text', text: part } : part)

export const callOf = (id: string, fields: Partial<ToolCallPart> = {}): ToolCallPart => ({
  type: 'tool_call',
  id,
  name: `tool_${id}`,
  namespace: null,
  kind: 'function',
  arguments: '{}',
  signature: null,
  ...fields,
})

export const resultOf = (callId: string, text = `result of ${callId}`): ToolResultPart => ({
  type: 'tool_result',
  callId,
  name: null,
  kind: 'function',
  isError: false,
  content: [{ type: 'text', text }],
})
