import type { DialectCodec } from '../ir/codec'
import { decodeError, encodeError } from './decode-error'
import { decodeRequest } from './decode-request'
import { decodeResponse } from './decode-response'
import { createStreamDecoder } from './decode-stream'
import { encodeRequest } from './encode-request'
import { encodeResponse } from './encode-response'
import { createStreamEncoder } from './encode-stream'

/** Anthropic's Messages. A request that is decoded and encoded again says the same, in these words:
 * - text as a list of one text block: `system`, `content` of a message, `content` of a tool's result;
 * - nothing where it was empty, null, or the default: empty texts and lists (`tools`, `citations`, `stop_sequences`),
 *   `stream: false`, `is_error: false`, a tool choice without tools, top-level members that are null;
 * - `max_tokens` where it was missing;
 * - tool results before the other blocks of their message;
 * - no thoughts without a signature, no white space at the end of a prefilled answer, no sampling that the model or its
 *   thinking forbids. */
export const claudeCodec: DialectCodec = {
  dialect: 'claude',
  // Citations count the characters of their text.
  passedOn: {
    names: new Set(['text', 'content', 'system', 'description', 'thinking', 'data']),
    unless: ['"citations"'],
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
