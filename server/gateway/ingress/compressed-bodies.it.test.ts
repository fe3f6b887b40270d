import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startFakeUpstream } from '#server/testing/fake-upstream'
import type { FakeUpstream } from '#server/testing/fake-upstream'
import { startHub } from '#server/testing/hub-harness'
import type { HubHarness } from '#server/testing/hub-harness'
import { MAX_BODY_BYTES } from './read-body'

let upstream: FakeUpstream
let hub: HubHarness
beforeAll(async () => {
  upstream = await startFakeUpstream()
  upstream.answer({ steps: ['{}'] })
  hub = await startHub()
  await hub.addProvider({ type: 'claude', baseUrl: upstream.origin })
})
afterAll(async () => {
  await hub.close()
  await upstream.close()
})
afterEach(async () => {
  upstream.forget()
  await hub.takeRows()
})

const TEXT = `{"model":"m","messages":[{"role":"user","content":"${'Grüße 🌍 '.repeat(500)}"}]}`
const send = (body: Buffer, encoding: string) =>
  hub.send('/v1/messages', body, { headers: { 'content-encoding': encoding } })

const MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd])
const RAW_BLOCK = 0
const RLE_BLOCK = 1
/** @see RFC 8878 §3.1.1.2: three bytes, last-block flag, type, size */
function blockHeader(type: number, size: number, last: boolean): Buffer {
  const header = Buffer.alloc(3)
  header.writeUIntLE((size << 3) | (type << 1) | (last ? 1 : 0), 0, 3)
  return header
}
/** A frame without checksum whose content is stored, in blocks of 100 KB at most, behind an 8 MiB window. */
function zstdStored(content: Buffer): Buffer {
  const parts: Buffer[] = [MAGIC, Buffer.from([0x00, 13 << 3])]
  for (let at = 0; at === 0 || at < content.length; at += 100_000) {
    const block = content.subarray(at, at + 100_000)
    parts.push(blockHeader(RAW_BLOCK, block.length, at + 100_000 >= content.length), block)
  }
  return Buffer.concat(parts)
}
/** A frame that unpacks to 128 KB for each four bytes. */
function zstdBomb(blocks: number): Buffer {
  const parts: Buffer[] = [MAGIC, Buffer.from([0x00, 13 << 3])]
  for (let i = 0; i < blocks; i++)
    parts.push(blockHeader(RLE_BLOCK, 131_072, i === blocks - 1), Buffer.from('x'))
  return Buffer.concat(parts)
}

describe('a compressed body', () => {
  it.each([
    ['gzip', gzipSync(TEXT)],
    ['x-gzip', gzipSync(TEXT)],
    ['GZIP', gzipSync(TEXT)],
    ['deflate', deflateSync(TEXT)],
    ['deflate', deflateRawSync(TEXT)],
    ['br', brotliCompressSync(TEXT)],
    ['zstd', zstdStored(Buffer.from(TEXT))],
    ['identity', Buffer.from(TEXT)],
  ])('in %s is unpacked and goes on plain', async (encoding, body) => {
    expect((await send(body, encoding)).status).toBe(200)
    const { headers, body: received } = upstream.last()
    expect(received.toString()).toBe(TEXT)
    expect(headers['content-encoding']).toBeUndefined()
    expect(headers['content-length']).toBe(String(Buffer.byteLength(TEXT)))
    expect(await hub.takeRows()).toMatchObject([{ status: 200, requestBytes: Buffer.byteLength(TEXT) }])
  })

  it('of zstd as Codex makes it, with entropy coding, is unpacked', async () => {
    const content = Array.from({ length: 120 }, (_, i) => String((i * 7919) % 1000)).join(' ')
    const text = `{"model": "m", "messages": [{"role": "user", "content": "${content}"}]}`
    // Made once by `zstd -19` from this text.
    const body = Buffer.from(
      [
        'KLUv/QBoDQkAtmBHGYCpIMda8RW0kCBZtGcwFzJShBQ5PZqDudBOADoAOgA22V2Em+SnOaKetiu9MsvOkzRdXWXb3L',
        'c3Jp6Xa+k7u4wPQwEBoYCgIBgDjATEYmF8GIgDRcJgCPgwFgiDgcUCkRgDjMT4MA4QBYrEYAi5ar6oy+1T08y1syV9',
        'V2PZObfuvYkL5mM60V6bfjij0Um1ir1qS95zOFVeo9vqlzveWbMOvUuL1oMBu9U3M+6cSevVW7bQPYKT4oW5mX6046',
        'krzmu0VD1j09qVtx1+lePoubrmvrfYPEST1KW1oX12I+EpAQ0CDWOwJrOLbhP8FEfM03SlfZd9cqajq2ob+9bGvPNw',
        'rXxHF9lHd8LLZiP6pEatE221ewmXyWdzSr0uAA==',
      ].join(''),
      'base64',
    )
    expect((await send(body, 'zstd')).status).toBe(200)
    expect(upstream.last().body.toString()).toBe(text)
  })

  it.each([
    ['gzip', Buffer.from('no gzip')],
    ['gzip', gzipSync(TEXT).subarray(0, -12)],
    ['deflate', Buffer.from([0x78, 0x9c, 1, 2, 3])],
    ['br', Buffer.from('no brotli at all')],
    ['zstd', Buffer.from('no zstd at all')],
    ['zstd', zstdStored(Buffer.from(TEXT)).subarray(0, 500)],
    ['zstd', Buffer.alloc(0)],
  ])('that is damaged is refused: %s', async (encoding, body) => {
    const refused = await send(body, encoding)
    expect(refused.status).toBe(400)
    expect(refused.json()).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } })
    expect(upstream.requests).toEqual([])
    expect(await hub.takeRows()).toMatchObject([{ status: 400, attempts: 0 }])
  })
})

describe('a bomb', () => {
  const zeros = Buffer.alloc(MAX_BODY_BYTES * 2)
  const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }
  it.each([
    ['gzip', () => gzipSync(zeros, { level: 1 })],
    ['deflate', () => deflateSync(zeros, { level: 1 })],
    ['br', () => brotliCompressSync(zeros, quick)],
    ['zstd', () => zstdBomb((MAX_BODY_BYTES * 40) / 131_072)],
  ])('of %s is refused before it goes off', async (encoding, make) => {
    const bomb = make()
    const before = process.memoryUsage.rss()
    const refused = await send(bomb, encoding)
    expect(refused.status).toBe(413)
    expect(process.memoryUsage.rss() - before).toBeLessThan(MAX_BODY_BYTES * 4)
    expect(await hub.takeRows()).toMatchObject([{ status: 413, errorCode: 'body_too_large' }])
  })

  it('of zstd that only claims to be huge costs no memory', async () => {
    // Single segment, content size in eight bytes: 2 GB less a little, which the decoder would allocate at once.
    const size = Buffer.alloc(8)
    size.writeBigUInt64LE(2_100_000_000n)
    const body = Buffer.concat([
      MAGIC,
      Buffer.from([0xe0]),
      size,
      blockHeader(RAW_BLOCK, 3, true),
      Buffer.from('{}\n'),
    ])
    const before = process.memoryUsage()
    const refused = await send(body, 'zstd')
    expect([400, 413]).toContain(refused.status)
    expect(process.memoryUsage().external - before.external).toBeLessThan(MAX_BODY_BYTES * 4)
  })
})
