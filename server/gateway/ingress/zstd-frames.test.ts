import { describe, expect, it } from 'vitest'
import { claimedZstdBytes } from './zstd-frames'

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd]
/** One raw block that holds `text`, the last of its frame. */
const rawBlock = (text: string) => [
  ((text.length << 3) | 1) & 0xff,
  (text.length >> 5) & 0xff,
  0,
  ...Buffer.from(text),
]
const singleSegment = (size: number) => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(size))
  return [0xe0, ...bytes]
}

describe('what a Zstandard text asks for', () => {
  it.each([
    ['a one-byte content size', [0x20, 3], 'abc', 3],
    ['a two-byte content size', [0x60, 44, 1], 'abc', 556],
    ['a huge content size', singleSegment(2 ** 40), 'abc', 2 ** 40],
    ['a window of 1 KiB', [0x00, 0x00], 'abc', 1_024],
    ['a window of 1 KiB and seven eighths', [0x00, 0x07], 'abc', 1_920],
    ['the largest window there is', [0x00, 0xff], 'abc', 2 ** 41 * 1.875],
    ['a checksum behind', [0x24, 3], 'abc', 3],
  ])('is read from %s', (_what, header, text, bytes) => {
    expect(claimedZstdBytes(Buffer.from([...MAGIC, ...header, ...rawBlock(text)]))).toBe(bytes)
  })

  it('is the most that any of its frames claims, skippable ones aside', () => {
    const small = [...MAGIC, 0x20, 3, ...rawBlock('abc')]
    const large = [...MAGIC, ...singleSegment(2 ** 33), ...rawBlock('abc')]
    const skippable = [0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9]
    expect(claimedZstdBytes(Buffer.from([...small, ...skippable, ...large]))).toBe(2 ** 33)
  })

  it('is nothing when the text is damaged', () => {
    expect(claimedZstdBytes(Buffer.from('not zstandard'))).toBeNull()
    expect(claimedZstdBytes(Buffer.from([...MAGIC, 0xc0]))).toBeNull()
  })
})
