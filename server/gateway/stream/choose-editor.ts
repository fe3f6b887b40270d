import { TOP_LEVEL_MEMBERS } from '#server/platform/json-paths'
import { JsonWalker } from '#server/platform/json-walker'
import type { Routed } from '../exchange'
import { editBody, editFrames } from './edit-frames'
import type { AnswerEditor } from './edit-frames'

/** The hub's own changes to an answer, by name; null when its bytes go through as they came. */
export function chooseEditor(
  routed: Routed,
  answer: { sse: boolean; status: number; usageRequested: boolean },
): AnswerEditor | null {
  if (answer.status >= 400) return null
  if (answer.usageRequested && answer.sse) return editFrames(dropUsageChunk)
  // The answer of countTokens is the same inside and outside of the envelope.
  if (routed.route.operation === 'count-tokens') return null
  const enveloped = routed.provider.type === 'gemini-cli'
  if (routed.route.dialect !== 'gemini' || enveloped === routed.route.envelope) return null
  const edit = enveloped ? takeOut : putIn
  return answer.sse ? editFrames((frame) => editData(frame, edit)) : editBody(edit)
}

const USAGE = Buffer.from('"usage"')
const DATA_PREFIX = /^data: ?/

/** The chunk that only answers the hub's own `include_usage` has no choices. */
function dropUsageChunk(frame: Buffer): Buffer | null {
  if (!frame.includes(USAGE)) return frame
  const data = frame.toString('utf8').trim().replace(DATA_PREFIX, '')
  try {
    const chunk: unknown = JSON.parse(data)
    const isUsageChunk =
      typeof chunk === 'object' &&
      chunk !== null &&
      'choices' in chunk &&
      'usage' in chunk &&
      chunk.usage !== null &&
      Array.isArray(chunk.choices) &&
      chunk.choices.length === 0
    return isUsageChunk ? null : frame
  } catch {
    return frame
  }
}

/** Edit the JSON of a frame with one data line; other frames (comments) go through. */
function editData(frame: Buffer, edit: (json: Buffer) => Buffer): Buffer {
  const text = frame.toString('latin1')
  const prefix = DATA_PREFIX.exec(text)?.[0]
  if (prefix === undefined) return frame
  const json = frame.subarray(prefix.length, text.trimEnd().length)
  return Buffer.concat([Buffer.from(prefix), edit(json), Buffer.from('\r\n\r\n')])
}

/** Code Assist → plain: the value of `response`, byte for byte; an answer without one has no candidates. A stream without
 * `alt=sse` is one array of such answers. */
function takeOut(json: Buffer): Buffer {
  const responses: Buffer[] = []
  const walker = new JsonWalker({
    paths: TOP_LEVEL_MEMBERS,
    maxCaptureBytes: 0,
    strict: false,
    onValue: ({ name, start, end }) => {
      if (name === 'response') responses.push(json.subarray(start, end))
    },
  })
  walker.feed(json)
  const isArray = json.toString('latin1', 0, 64).trimStart().startsWith('[')
  if (!isArray) return responses[0] ?? Buffer.from('{}')
  const separated = responses.flatMap((response, i) => (i === 0 ? [response] : [Buffer.from(','), response]))
  return Buffer.concat([Buffer.from('['), ...separated, Buffer.from(']')])
}

/** Plain → Code Assist. */
const putIn = (json: Buffer): Buffer => Buffer.concat([Buffer.from('{"response":'), json, Buffer.from('}')])
