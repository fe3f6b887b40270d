import { describe, expect, it } from 'vitest'
import { DIALECTS } from '#server/domain/dialect'
import { readyAnswer } from '#server/testing/upstream-answers'
import { TEXT } from '#server/testing/ready-answer'
import { DIALECT_FUNCTIONS } from '../translate/registry'
import { createMeter } from './meter'
import { StreamPreview } from './stream-preview'

const CLAUDE = DIALECT_FUNCTIONS.claude.metering
const delta = (text: string) =>
  Buffer.from(
    `event: content_block_delta\ndata: ${JSON.stringify({ delta: { type: 'text_delta', text } })}\n\n`,
  )

describe('a preview', () => {
  it.each(DIALECTS)('shows the text of a stream of %s, wherever its chunks end', (dialect) => {
    const { bytes } = readyAnswer(dialect, 'text', 'stream')
    const preview = new StreamPreview(DIALECT_FUNCTIONS[dialect].metering.textPaths, 0)
    for (let at = 0; at < bytes.length; at += 7) preview.feed(bytes.subarray(at, at + 7))
    expect(preview.look(1)).toBe(TEXT.join(''))
  })

  it('begins in the middle of an event, and keeps the end of a long text', () => {
    const preview = new StreamPreview(CLAUDE.textPaths, 0)
    preview.feed(delta('lost').subarray(40))
    for (let i = 0; i < 5_000; i += 1) preview.feed(delta(`${String(i)} words `))
    const text = preview.look(1)
    expect(text).toHaveLength(16_384)
    expect(text.endsWith('4999 words ')).toBe(true)
    preview.feed(delta('x'.repeat(300_000)))
    expect(preview.look(2).endsWith('4999 words ')).toBe(true)
  })

  it('is over when nobody has looked for ten seconds', () => {
    const preview = new StreamPreview(CLAUDE.textPaths, 0)
    expect(preview.isWatched(10_000)).toBe(true)
    preview.look(9_000)
    expect(preview.isWatched(19_000)).toBe(true)
    expect(preview.isWatched(19_001)).toBe(false)
  })
})

describe('the tokens of a stream so far', () => {
  it('are reckoned from its text until the provider tells them', () => {
    const meter = createMeter(CLAUDE, 'sse')
    const frames = readyAnswer('claude', 'text', 'stream')
      .bytes.toString()
      .split(/(?<=\n\n)(?=event)/)
    meter.feed(Buffer.from(frames.slice(0, 3).join('')))
    expect(meter.soFar()).toMatchObject({ usage: { input: 25, output: 1 } })
    meter.feed(delta('I'))
    for (let i = 0; i < 10; i += 1) meter.feed(delta('x'.repeat(41)))
    expect(meter.soFar()).toMatchObject({ estimated: true, usage: { input: 25, output: 100 } })
    meter.feed(Buffer.from(frames.slice(-2).join('')))
    expect(meter.soFar()).toEqual({ estimated: false, usage: meter.finish().usage })
  })
})
