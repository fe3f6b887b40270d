import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FoundValue } from './json-capture'
import { pathTree, TOP_LEVEL_MEMBERS } from './json-paths'
import type { PathNode } from './json-paths'
import { JsonWalker } from './json-walker'

function walk(
  text: string | Buffer,
  paths: PathNode = TOP_LEVEL_MEMBERS,
  cuts: number[] = [],
  maxCaptureBytes = 1e6,
) {
  const bytes = Buffer.from(text)
  const found: FoundValue[] = []
  const walker = new JsonWalker({
    paths,
    onValue: (value) => found.push(value),
    maxCaptureBytes,
    strict: true,
  })
  const edges = [0, ...cuts.filter((cut) => cut <= bytes.length).sort((a, b) => a - b), bytes.length]
  // Each piece is a fresh copy that is wiped afterwards: nothing may be read from a chunk that has gone.
  for (let i = 1; i < edges.length; i++) {
    const piece = Buffer.from(bytes.subarray(edges[i - 1], edges[i]))
    walker.feed(piece)
    piece.fill(0x22)
  }
  return { valid: walker.finish(), found }
}

const parses = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('JsonWalker', () => {
  it('reports every top-level member with its exact bytes, wherever the text is cut', () => {
    const objects = fc.dictionary(fc.string(), fc.jsonValue()).filter((object) => !('__proto__' in object))
    fc.assert(
      fc.property(objects, fc.array(fc.nat(400)), fc.boolean(), (object, cuts, indented) => {
        const text = JSON.stringify(object, null, indented ? 2 : 0)
        const { valid, found } = walk(text, TOP_LEVEL_MEMBERS, cuts)
        expect(valid).toBe(true)
        const seen = Object.fromEntries(
          found.map((value) => [value.name, JSON.parse(String(value.bytes)) as unknown]),
        )
        expect(seen).toEqual(JSON.parse(text))
        for (const value of found)
          expect(
            Buffer.from(text)
              .subarray(value.start, value.end)
              .equals(value.bytes ?? Buffer.alloc(0)),
          ).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('finds nested paths through arrays at every single cut', () => {
    const text = JSON.stringify({
      choices: [{ delta: { content: 'a "usage":{} \\" b' }, finish_reason: null }, { finish_reason: 'stop' }],
      'us\u00e4ge\n"': 1,
      usage: { total: 3, details: { deep: [1, 2] } },
    }).replace('"usage":{"total', '"\\u0075sage":{"total')
    const paths = pathTree(['usage', 'choices.finish_reason'])
    for (let cut = 0; cut <= Buffer.byteLength(text); cut++) {
      const { valid, found } = walk(text, paths, [cut])
      expect(valid).toBe(true)
      expect(found.map((value) => [value.name, String(value.bytes)])).toEqual([
        ['choices.finish_reason', 'null'],
        ['choices.finish_reason', '"stop"'],
        ['usage', '{"total":3,"details":{"deep":[1,2]}}'],
      ])
    }
  })

  it('agrees with JSON.parse on damaged texts', () => {
    const damaged = fc
      .tuple(
        fc.jsonValue({ maxDepth: 3 }),
        fc.nat(200),
        fc.constantFrom(...Array.from('{}[]:,"0x-e+. tn')),
        fc.boolean(),
      )
      .map(([value, at, insert, remove]) => {
        const text = JSON.stringify(value)
        const cut = at % (text.length + 1)
        return text.slice(0, cut) + insert + text.slice(cut + (remove ? 1 : 0))
      })
      // The inside of strings is not checked, so damage that lands there is out of scope.
      .filter((text) => !/\\(?![\\"/bfnrtu])|\\u(?![\da-fA-F]{4})/.test(text))
    fc.assert(
      fc.property(damaged, fc.array(fc.nat(50)), (text, cuts) => {
        expect(walk(text, TOP_LEVEL_MEMBERS, cuts).valid).toBe(parses(text))
      }),
      { numRuns: 3_000 },
    )
  })

  it.each([
    '',
    ' ',
    '{',
    '}',
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    '[1,]',
    '[,1]',
    '[1 2]',
    '{"a":1 "b":2}',
    '{a:1}',
    '{]',
    '[}',
    '1 2',
    '"a',
    'tru',
    '01',
    '1.',
    '-',
    '{"a":NaN}',
    '\ufeff{}',
    "{'a':1}",
  ])('refuses %j', (text) => {
    expect(parses(text)).toBe(false)
    expect(walk(text).valid).toBe(false)
  })

  it('gives up on texts that are nested too deeply instead of growing without bound', () => {
    expect(walk('['.repeat(500) + ']'.repeat(500)).valid).toBe(true)
    expect(walk('['.repeat(100_000)).valid).toBe(false)
  })

  it('reports a value beyond the capture budget without its bytes', () => {
    const { found } = walk(
      JSON.stringify({ usage: 'x'.repeat(100), b: 1 }),
      pathTree(['usage', 'b']),
      [20, 40],
      50,
    )
    expect(found.map(({ name, bytes }) => [name, bytes?.toString() ?? null])).toEqual([
      ['usage', null],
      ['b', '1'],
    ])
  })

  it('passes over what is not wanted, at the moment it begins', () => {
    const seen: string[] = []
    const walker = new JsonWalker({
      paths: pathTree(['a', 'b.c']),
      maxCaptureBytes: 100,
      strict: true,
      wants: (name) => !seen.includes(name),
      onValue: ({ name }) => seen.push(name),
    })
    for (const text of ['{"a":1,"b":{"c":2}}', '{"a":{"deep":[3]},"b":{"c":"4"}}']) {
      walker.feed(Buffer.from(text))
      expect(walker.finish()).toBe(true)
      walker.reset()
    }
    expect(seen).toEqual(['a', 'b.c'])
  })
})
