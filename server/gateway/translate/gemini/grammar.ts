import type { SseFrame } from '../ir/codec'
import { isRecord } from '../ir/metering'
import { isText } from '../ir/read-fields'
import type { Json } from '../ir/read-fields'

const DATA = [
  'text',
  'inlineData',
  'fileData',
  'functionCall',
  'functionResponse',
  'executableCode',
  'codeExecutionResult',
  'toolCall',
  'toolResponse',
]

/** What is wrong with a stream that the hub has written for a client of Gemini; empty when nothing is.
 * @see https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent */
export function checkGeminiStream(frames: readonly SseFrame[]): string[] {
  const wrong: string[] = []
  const ids = new Set<unknown>()
  for (const [index, { name, data }] of frames.entries()) {
    const last = index === frames.length - 1
    const say = (what: string): void => void wrong.push(`frame ${index}: ${what}`)
    if (name !== null) say('has a name')
    if (!isRecord(data)) say('is no object')
    else if ('error' in data) checkError(data.error, last, say)
    else {
      ids.add(data.responseId)
      checkChunk(data, last, say)
    }
  }
  if (frames.length === 0) wrong.push('nothing was said')
  if (ids.size > 1) wrong.push('more than one responseId')
  return wrong
}

type Say = (what: string) => void

function checkError(error: unknown, last: boolean, say: Say): void {
  if (!last) say('something follows the error')
  if (!isRecord(error) || typeof error.code !== 'number' || !isText(error.message) || !isText(error.status))
    say('the error lacks code, message or status')
}

function checkChunk(chunk: Json, last: boolean, say: Say): void {
  if (!isText(chunk.responseId) || !isText(chunk.modelVersion)) say('has no responseId or modelVersion')
  if (!last && 'usageMetadata' in chunk) say('tells usage before the end')
  if (isRecord(chunk.usageMetadata)) checkUsage(chunk.usageMetadata, say)
  const candidates: unknown[] = Array.isArray(chunk.candidates) ? chunk.candidates : []
  const [candidate] = candidates
  if (candidates.length > 1) say('has several candidates')
  if (isRecord(candidate)) checkCandidate(candidate, last, say)
  else if (!last || !isRecord(chunk.promptFeedback)) say('has no candidate')
}

function checkCandidate(candidate: Json, last: boolean, say: Say): void {
  if (isText(candidate.finishReason) !== last) say('the reason stands in the last chunk, and only there')
  const { content } = candidate
  if (!isRecord(content) || content.role !== 'model' || !Array.isArray(content.parts))
    say('has no content of the model')
  else for (const part of content.parts) checkPart(part, say)
}

function checkPart(part: unknown, say: Say): void {
  if (!isRecord(part)) {
    say('has a part that is no object')
    return
  }
  const data = DATA.filter((name) => name in part)
  if (data.length !== 1 && !isText(part.thoughtSignature)) say(`has a part with ${data.length} data members`)
  if ('text' in part && !isText(part.text)) say('has a text that is none')
  if ('functionCall' in part) {
    const call = part.functionCall
    if (!isRecord(call) || !isText(call.name) || call.name === '' || !isRecord(call.args))
      say('has a call without name or arguments')
  }
}

const COUNTS = ['promptTokenCount', 'candidatesTokenCount', 'thoughtsTokenCount', 'toolUsePromptTokenCount']

function checkUsage(usage: Json, say: Say): void {
  const count = (name: string): number => (typeof usage[name] === 'number' ? usage[name] : 0)
  const sum = COUNTS.reduce((total, name) => total + count(name), 0)
  if (sum !== usage.totalTokenCount) say('the total is not the sum')
  if (count('cachedContentTokenCount') > count('promptTokenCount')) say('more cached than prompted')
}
