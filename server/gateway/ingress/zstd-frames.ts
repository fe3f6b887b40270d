/** The most memory that any frame of a Zstandard text asks its reader for, in bytes; null when the text is damaged. A
 * decompressor believes this figure and allocates it before it has seen a single byte of content, so it is looked at first.
 * @see RFC 8878 §3.1.1 */
export function claimedZstdBytes(raw: Buffer): number | null {
  let most = 0
  let at = 0
  while (at + 5 <= raw.length) {
    if (isSkippable(raw.readUInt32LE(at))) {
      at += at + 8 <= raw.length ? 8 + raw.readUInt32LE(at + 4) : raw.length
      continue
    }
    if (raw.readUInt32LE(at) !== MAGIC) return null
    const header = readHeader(raw, at + 4)
    if (!header) return null
    most = Math.max(most, header.bytes)
    at = afterBlocks(raw, header.end) + header.checksumBytes
  }
  return most
}

const MAGIC = 0xfd2fb528
const isSkippable = (magic: number): boolean => magic >= 0x184d2a50 && magic <= 0x184d2a5f
const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const
const BLOCK_HEADER_BYTES = 3
const RLE_BLOCK = 1

/** Frame header: descriptor, window, dictionary id, content size (§3.1.1.1). */
function readHeader(raw: Buffer, at: number): { bytes: number; end: number; checksumBytes: number } | null {
  const descriptor = raw[at] ?? 0
  const singleSegment = (descriptor & 0x20) !== 0
  const windowAt = at + 1
  const sizeAt = windowAt + (singleSegment ? 0 : 1) + (DICTIONARY_ID_BYTES[descriptor & 3] ?? 0)
  const flag = descriptor >> 6
  const sizeBytes = flag === 0 && singleSegment ? 1 : (CONTENT_SIZE_BYTES[flag] ?? 0)
  const end = sizeAt + sizeBytes
  if (end > raw.length) return null
  const content = contentSize(raw, sizeAt, sizeBytes)
  const bytes = singleSegment ? content : Math.max(content, windowSize(raw[windowAt] ?? 0))
  return { bytes, end, checksumBytes: (descriptor & 0x04) === 0 ? 0 : 4 }
}

function contentSize(raw: Buffer, at: number, bytes: number): number {
  switch (bytes) {
    case 1:
      return raw.readUInt8(at)
    case 2:
      return raw.readUInt16LE(at) + 256
    case 4:
      return raw.readUInt32LE(at)
    case 8:
      return Number(raw.readBigUInt64LE(at))
    default:
      return 0
  }
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3))
  return base + (base / 8) * (descriptor & 7)
}

/** Step over the blocks of a frame (§3.1.1.2) without reading them. */
function afterBlocks(raw: Buffer, from: number): number {
  let at = from
  while (at + BLOCK_HEADER_BYTES <= raw.length) {
    const header = raw.readUIntLE(at, BLOCK_HEADER_BYTES)
    const isLast = (header & 1) === 1
    const isRle = ((header >> 1) & 3) === RLE_BLOCK
    at += BLOCK_HEADER_BYTES + (isRle ? 1 : header >> 3)
    if (isLast) break
  }
  return at
}
