import type { DialectCodec } from '../ir/codec'
import { decodeError } from './decode-error'
import { decodeRequest } from './decode-request'
import { decodeResponse } from './decode-response'
import { createStreamDecoder } from './decode-stream'
import { encodeRequest } from './encode-request'
import { encodeResponse } from './encode-response'
import { createStreamEncoder } from './encode-stream'
import { encodeError } from './encode-upstream-error'

/** OpenAI Chat Completions.
 *
 * Decoding and encoding again gives an equal request, save for these forms:
 * - a single text part is a string; a system message of several parts becomes several messages;
 * - `functions` and `function_call` become tools; a choice of a tool has its `type`, and `any` (Mistral's) is `required`;
 * - `stop` is a list; empty arguments are "{}"; empty lists of tools, calls and parts are gone;
 * - a stream always asks for its usage; null and absent are the same. */
export const chatCodec: DialectCodec = {
  dialect: 'openai-chat',
  // Annotations count the characters of their text.
  passedOn: {
    names: new Set(['text', 'content', 'description', 'url']),
    unless: ['"annotations"'],
  },
  decodeRequest,
  encodeRequest,
  decodeResponse,
  encodeResponse,
  createStreamDecoder,
  createStreamEncoder,
  decodeError,
  encodeError,
}
