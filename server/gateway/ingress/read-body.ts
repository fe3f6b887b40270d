import type { IncomingMessage } from 'node:http'
import { GatewayError } from '#server/domain/errors'
import { inflateBody, tooLarge } from './inflate-body'

/** FR-026 needs 32 MiB, the cap of Anthropic's own API; it holds before and after decompression. */
export const MAX_BODY_BYTES = 32 * 1024 * 1024
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\b/i

/** Read the whole body, decompressed.
 * @throws GatewayError unsupported_media_type, body_too_large, bad_request or client_gone */
export async function readBody(request: IncomingMessage, maxBytes = MAX_BODY_BYTES): Promise<Buffer> {
  const type = request.headers['content-type']
  if (type !== undefined && !JSON_TYPE.test(type))
    throw new GatewayError('unsupported_media_type', {
      clientMessage: `The body must be application/json, not ${type.slice(0, 100)}.`,
    })
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
  const raw = await collect(request, maxBytes)
  const encoding = request.headers['content-encoding']?.trim().toLowerCase()
  return encoding === undefined || encoding === '' || encoding === 'identity'
    ? raw
    : inflateBody(raw, encoding, maxBytes)
}

function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= maxBytes) {
        chunks.push(chunk)
        return
      }
      chunks.length = 0
      reject(tooLarge(maxBytes))
    })
    request.on('end', () => {
      const [only] = chunks
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks))
    })
    const gone = () => {
      // 'close' follows 'end' as well: an error object for every request would be waste.
      if (!request.complete)
        reject(
          new GatewayError('client_gone', {
            clientMessage: 'The client left before its request was complete.',
          }),
        )
    }
    // A request that is cut emits 'close', and 'error' only where someone listens for it.
    request.on('close', gone)
  })
}
