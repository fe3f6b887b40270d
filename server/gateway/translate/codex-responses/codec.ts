import type { DialectCodec } from '../ir/codec'
import { decodeError } from './decode-error'
import { decodeRequest } from './decode-request'
import { decodeResponse } from './decode-response'
import { createStreamDecoder } from './decode-stream'
import { encodeError } from './encode-failure'
import { encodeRequest } from './encode-request'
import { encodeResponse } from './encode-response'
import { createStreamEncoder } from './encode-stream'

/** OpenAI's Responses, as its SDK and Codex speak them.
 *
 * A request that is decoded and encoded again is the same, but for:
 * - top-level members that are null, `stream: false` and an empty `text` are left out: all mean the default;
 * - `input` that is absent, because the conversation is kept elsewhere, becomes an empty list;
 * - messages without content, and namespaces and `additional_tools` without tools, are left out: they say nothing;
 * - tools that the provider runs stand in `tools`, wherever they stood;
 * - `user` is left out where it equals `prompt_cache_key`;
 * - arguments that came as an object, or empty, become the JSON text of an object.
 * An answer keeps its items, their ids and its own members, but the segments of a summary become one. */
export const responsesCodec: DialectCodec = {
  dialect: 'codex-responses',
  // Annotations count the characters of their text; metadata come back in the answer, and so do descriptions of tools.
  passedOn: {
    names: new Set(['text', 'output', 'instructions', 'image_url']),
    unless: ['"annotations"', '"metadata"'],
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
