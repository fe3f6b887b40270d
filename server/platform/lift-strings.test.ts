import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { liftStrings } from './lift-strings'
import type { LiftedText } from './lift-strings'

const lift = (text: string | Buffer, unless: string[] = []): LiftedText | null =>
  liftStrings(Buffer.from(text), { names: new Set(['text']), unless })
const lifted = (text: string): LiftedText => {
  const result = lift(text)
  if (!result) throw new Error('nothing was lifted')
  return result
}
const printed = (text: LiftedText, value: unknown): unknown => {
  const bytes = text.print(value)
  return bytes && JSON.parse(bytes.toString())
}
const LONG = `The beginning of it. ${'something "quoted" \\ and\nbroken, é漢😀 '.repeat(12)}And here it ends, visibly.`

/** Characters that JSON writes in different ways, among ordinary ones. */
const longText = fc
  .array(
    fc.constantFrom('a', 'b ', 'word ', '\n', '"', '\\', '\t', 'é', '漢', '😀', '\u2028', '\u0001', '/'),
    {
      minLength: 250,
      maxLength: 600,
    },
  )
  .map(
    (pieces) =>
      `A plain begin, long enough for a place to cut: ${pieces.join('')} And a plain end, long enough for a place to cut.`,
  )
const asciiOnly = (text: string) =>
  text.replace(/[^ -~\n]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
const writing = fc.constantFrom(
  (value: unknown) => JSON.stringify(value),
  (value: unknown) => JSON.stringify(value, null, 2),
  (value: unknown) => asciiOnly(JSON.stringify(value)),
  (value: unknown) => JSON.stringify(value).replaceAll('/', '\\/'),
)

describe('a JSON text whose long strings are lifted', () => {
  it('is short as a tree, and whole again in print', () => {
    const value = { model: 'm', messages: [{ text: LONG }, { text: 'short' }, { other: LONG }] }
    const text = lifted(JSON.stringify(value))
    expect(JSON.stringify(text.tree).length).toBeLessThan(JSON.stringify(value).length - LONG.length / 2)
    expect(JSON.stringify(text.tree)).toContain('The beginning of it.')
    expect(printed(text, text.tree)).toEqual(value)
  })

  it('prints whatever was made of it, in however many JSON texts, joined, left out or twice', () => {
    fc.assert(
      fc.property(fc.array(longText, { minLength: 1, maxLength: 4 }), writing, (texts, write) => {
        const value = texts.map((text, n) => ({ n, text }))
        const result = lifted(write(value))
        const make = (tree: unknown) => {
          const [first = '', ...others] = (tree as typeof value).map(({ text }) => text)
          const inner = JSON.stringify({ first, others })
          return { tree, joined: `${first}\n\n${others.join('"')}`, inner, deep: JSON.stringify([inner]) }
        }
        // Within another text a string keeps the spelling that it came in: the escaped slash of some writers, for one.
        const read = ({ inner, deep, ...rest }: ReturnType<typeof make>): unknown => {
          const [deepest = ''] = JSON.parse(deep) as string[]
          return { ...rest, inner: JSON.parse(inner) as unknown, deep: JSON.parse(deepest) as unknown }
        }
        const made = printed(result, make(result.tree)) as ReturnType<typeof make>
        expect(read(made)).toEqual(read(make(value)))
        expect(printed(result, { text: 'nothing of it' })).toEqual({ text: 'nothing of it' })
      }),
      { numRuns: 200 },
    )
  })

  it('is cut at no character and no escape, wherever they stand', () => {
    for (const unit of ['é', '😀', '\n', '\\', '"', '\u2028', '\ud800'])
      for (let offset = 0; offset < 12; offset += 1)
        for (const write of [JSON.stringify, (value: unknown) => asciiOnly(JSON.stringify(value))]) {
          const value = {
            text: `${'x'.repeat(30 + offset)}${unit}${'y'.repeat(300)}${unit}${'z'.repeat(30)}`,
          }
          const result = lifted(write(value))
          expect(printed(result, result.tree)).toEqual(value)
        }
  })

  it.each([
    ['has no long string', { text: 'short' }],
    ['has them in other members', { other: LONG, list: [LONG] }],
    ['begins or ends with white space alone', { text: `${' '.repeat(120)}${LONG}` }],
    ['is all escapes', { text: '\n'.repeat(600) }],
    ['has the mark itself', { text: LONG, other: 'a\x7fb' }],
  ])('is not lifted when it %s', (_, value) => {
    expect(lift(JSON.stringify(value))).toBeNull()
  })

  it('is not lifted when it is no JSON, no UTF-8, writes the mark as an escape, or says what forbids it', () => {
    const text = JSON.stringify({ text: LONG })
    expect(lift(text)).not.toBeNull()
    expect(lift(text.slice(0, -1))).toBeNull()
    expect(lift(text.slice(0, -2))).toBeNull()
    expect(lift(Buffer.concat([Buffer.from(text), Buffer.from([0xff])]))).toBeNull()
    expect(lift(`{"a":"\\u007F0","text":${JSON.stringify(LONG)}}`)).toBeNull()
    expect(lift(`{"cited":[],"text":${JSON.stringify(LONG)}}`, ['"cited"'])).toBeNull()
  })

  it('is not printed when a mark has come to harm', () => {
    const text = lifted(JSON.stringify({ text: LONG }))
    const marked = (text.tree as { text: string }).text
    const at = marked.indexOf('\x7f')
    expect(text.marks({ deep: [marked] })).toBe(true)
    expect(text.marks({ deep: ['none'] })).toBe(false)
    expect(text.print([marked.slice(0, at + 1)])).toBeNull()
    expect(text.print([marked.slice(0, at + 2)])).toBeNull()
    expect(text.print([marked.replace('0"', '7"')])).toBeNull()
  })
})
