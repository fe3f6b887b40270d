import type { DialectCodec } from '../ir/codec'
import { decodeGeminiError } from './decode-error'
import { decodeGeminiRequest } from './decode-request'
import { decodeGeminiResponse } from './decode-response'
import { createGeminiStreamDecoder } from './decode-stream'
import { encodeGeminiError } from './encode-error'
import { encodeGeminiRequest } from './encode-request'
import { encodeGeminiResponse } from './encode-response'
import { createGeminiStreamEncoder } from './encode-stream'

/** Gemini's generateContent and streamGenerateContent, without the envelope of Code Assist.
 *
 * A request that is decoded and encoded again is the same one, apart from these forms:
 * - known names are spelt in camel case, null members are gone, single values stand in lists;
 * - `model` stands in the path; the system instruction has no role, the turns have `user` or `model`;
 * - tools: one entry with all declarations, then one per hosted tool;
 * - `mode` and `thinkingLevel` are in capitals, empty `toolConfig` and `generationConfig` are gone;
 * - `functionCall.args` and `functionResponse.response` are there even when empty, ids of results as their calls have them;
 * - function responses stand first in their turn, in the order of the calls;
 * - base64 in the plain alphabet with padding;
 * - calls of Gemini 3 in the turn under way have a signature. */
export const geminiCodec: DialectCodec = {
  dialect: 'gemini',
  // Not `data`: its base64 has two alphabets, and is read for that.
  passedOn: {
    names: new Set(['text', 'content', 'description', 'output', 'result']),
    unless: [],
  },
  decodeRequest: decodeGeminiRequest,
  encodeRequest: encodeGeminiRequest,
  decodeResponse: decodeGeminiResponse,
  encodeResponse: encodeGeminiResponse,
  createStreamDecoder: createGeminiStreamDecoder,
  createStreamEncoder: createGeminiStreamEncoder,
  decodeError: decodeGeminiError,
  encodeError: encodeGeminiError,
}
