import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib'
import { Decompress as ZstdDecompress } from 'fzstd'
import { GatewayError } from '#server/domain/errors'
import { claimedZstdBytes } from './zstd-frames'

export const tooLarge = (maxBytes: number): GatewayError =>
  new GatewayError('body_too_large', { clientMessage: `The body is larger than ${String(maxBytes)} bytes.` })

type Decoder = (raw: Buffer, maxBytes: number) => Promise<Buffer>

const viaZlib = (decode: (raw: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>): Decoder => {
  return (raw, maxBytes) => decode(raw, { maxOutputLength: maxBytes })
}

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: viaZlib(promisify(gunzip)),
  'x-gzip': viaZlib(promisify(gunzip)),
  br: viaZlib(promisify(brotliDecompress)),
  // RFC 9110 §8.4.1.2 means zlib's format by "deflate", but senders of the bare format exist.
  deflate: (raw, maxBytes) =>
    promisify((raw[0] ?? 0) % 16 === 8 ? inflate : inflateRaw)(raw, { maxOutputLength: maxBytes }),
  zstd: inflateZstd,
}

/** Decompress a body, one coding only; the result is capped while it grows, so that a bomb costs no memory.
 * @throws GatewayError unsupported_media_type, body_too_large or bad_request */
export async function inflateBody(raw: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  const decode = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined
  if (!decode)
    throw new GatewayError('unsupported_media_type', {
      clientMessage: `The content-encoding ${encoding.slice(0, 50)} is not supported; gzip, deflate, br and zstd are.`,
    })
  try {
    return await decode(raw, maxBytes)
  } catch (error) {
    if (error instanceof GatewayError) throw error
    if (error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      throw tooLarge(maxBytes)
    throw new GatewayError('bad_request', {
      clientMessage: `The body is not valid ${encoding}.`,
      cause: error,
    })
  }
}

/** Node's zlib has zstd from version 22.15 on; Codex sends it to any. */
function inflateZstd(raw: Buffer, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  const stream = new ZstdDecompress((chunk) => {
    size += chunk.length
    if (size > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  })
  return Promise.resolve().then(() => {
    const claimed = claimedZstdBytes(raw)
    if (claimed === null) throw new Error('not a Zstandard text')
    if (claimed > maxBytes) throw tooLarge(maxBytes)
    stream.push(raw, true)
    return Buffer.concat(chunks)
  })
}
