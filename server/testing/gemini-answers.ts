import type { Usage } from '#server/domain/usage'
import { json, sse, TEXT, THOUGHT, TOOL } from './ready-answer'
import type { AnswerKind, ReadyAnswer } from './ready-answer'

const GEMINI_USAGE: Usage = {
  input: 26,
  cacheRead: 9,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  output: 20,
  reasoning: 6,
}
const GEMINI_RAW = {
  promptTokenCount: 33,
  cachedContentTokenCount: 9,
  candidatesTokenCount: 14,
  thoughtsTokenCount: 6,
  toolUsePromptTokenCount: 2,
  totalTokenCount: 55,
}

/** @param envelope wrap each answer as Code Assist does */
export function gemini(kind: AnswerKind, envelope = false): { stream: ReadyAnswer; whole: ReadyAnswer } {
  const words = TEXT.map((text) => ({ text }))
  const call = { functionCall: { name: TOOL.name, args: TOOL.input }, thoughtSignature: 'c2ln' }
  const parts =
    kind === 'text' ? words : kind === 'tools' ? [call] : [{ text: THOUGHT, thought: true }, ...words]
  const answer = (part: object[], finishReason: string | null, usageMetadata: object) => {
    const content = { role: 'model', parts: part }
    const candidate = { content, index: 0, ...(finishReason !== null && { finishReason }) }
    const whole = { candidates: [candidate], usageMetadata, modelVersion: 'gemini-test', responseId: 'r1' }
    return envelope ? { response: whole, traceId: 't1' } : whole
  }
  const last = parts.length - 1
  const frames = parts.map((part, i) => {
    const usage = i === last ? GEMINI_RAW : { promptTokenCount: 33, totalTokenCount: 33 + i }
    return `data: ${JSON.stringify(answer([part], i === last ? 'STOP' : null, usage))}\r\n\r\n`
  })
  return {
    stream: sse(frames, GEMINI_USAGE, 'STOP'),
    whole: json(answer(parts, 'STOP', GEMINI_RAW), GEMINI_USAGE, 'STOP'),
  }
}
