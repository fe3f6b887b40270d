import type { Usage } from '#server/domain/usage'

/** A small answer in one protocol, and what a correct reading of it finds. Written from the vendors' documentation:
 * https://docs.anthropic.com/en/docs/build-with-claude/streaming, https://platform.openai.com/docs/api-reference/chat-streaming,
 * https://platform.openai.com/docs/api-reference/responses-streaming, https://ai.google.dev/api/generate-content */
export interface ReadyAnswer {
  bytes: Buffer
  contentType: 'application/json' | 'text/event-stream'
  usage: Usage
  stopReason: string
}

/** The texts hold what trips readers: letters of several bytes, escapes, and what looks like usage and is not. */
export const TEXT = ['Grüße, 世界 🌍 ', '"usage":{"input_tokens":999} \\ {', '\n\ndata: [DONE]\n\n']
export const THOUGHT = 'Let me think.'
export const TOOL = { name: 'get_weather', input: { city: 'Zürich', unit: '°C' } }
export const TOOL_JSON = JSON.stringify(TOOL.input)

export type AnswerKind = 'text' | 'tools' | 'thinking'
export const ANSWER_KINDS: readonly AnswerKind[] = ['text', 'tools', 'thinking']

export const named = (events: { type: string }[]) =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
export const sse = (frames: string[], usage: Usage, stopReason: string): ReadyAnswer => ({
  bytes: Buffer.from(frames.join('')),
  contentType: 'text/event-stream',
  usage,
  stopReason,
})
export const json = (body: object, usage: Usage, stopReason: string): ReadyAnswer => ({
  bytes: Buffer.from(JSON.stringify(body)),
  contentType: 'application/json',
  usage,
  stopReason,
})
