import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DIALECTS } from '#server/domain/dialect'
import type { Dialect } from '#server/domain/dialect'
import { CODECS } from './codecs'
import {
  byKind,
  CHECKS,
  decodeFrames,
  encoded,
  foldFinish,
  foldUsage,
  framesOf,
  saidIn,
  written,
} from './cross-dialect-fixtures'
import type { Part } from './ir/parts'
import type { IrEvent, IrResponse } from './ir/response'
import { collect, eventsOf } from './ir/response'
import { irResponses } from './ir/response-arbitrary-fixtures'

const REASONS = [
  'stop',
  'stop_sequence',
  'length',
  'tool_calls',
  'content_filter',
  'refusal',
  'paused',
] as const

/** Whole answers with a dialect's own signatures, and every reason that there is. */
const answersOf = (from: Dialect): fc.Arbitrary<IrResponse> =>
  irResponses({
    dialect: from,
    finishes: REASONS.map((reason) => ({ reason, stopSequence: null, raw: null })),
    usage: ['input', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h', 'output', 'reasoning'],
  }).map(withEmptyThoughts)

/** Ids that look as if the hub had made them up are not told to Gemini. */
const withOwnId = (part: Part): Part =>
  part.type === 'tool_call' ? { ...part, id: part.id.replace(/^call_gm_/, 'call_') } : part

/** Some providers tell that they have thought, and nothing else of it. */
const withEmptyThoughts = (response: IrResponse): IrResponse => ({
  ...response,
  parts: [
    { type: 'reasoning', text: '', redacted: false, signature: null },
    ...response.parts.map(withOwnId),
  ],
})

/** Texts in as many pieces as they have units: characters are split in their middle. */
function* splitUp(events: Iterable<IrEvent>): Generator<IrEvent> {
  for (const event of events)
    if (event.type === 'text' || event.type === 'arguments')
      for (const unit of event.text.split('')) yield { ...event, text: unit }
    else yield event
}

function throughStream(to: Dialect, events: Iterable<IrEvent>): IrResponse {
  const frames = framesOf(written(to, events))
  expect(CHECKS[to](frames)).toEqual([])
  return collect(decodeFrames(to, frames))
}

const throughBody = (to: Dialect, response: IrResponse): IrResponse =>
  CODECS[to].decodeResponse(JSON.parse(JSON.stringify(encoded(to, response))))

/** What is left of an answer when one dialect after another has said it. */
function leftBy(response: IrResponse, path: readonly Dialect[]) {
  let { usage } = response
  let reason = response.finish?.reason ?? 'stop'
  for (const to of path) {
    usage = foldUsage(usage, to)
    reason = foldFinish({ ...response, finish: { reason, stopSequence: null, raw: null } }, to)
  }
  return { usage, reason }
}

const said = ({ parts, usage, finish }: IrResponse, to: Dialect) => ({
  said: byKind(saidIn(parts, to)),
  usage,
  reason: finish?.reason,
})

const paths = DIALECTS.flatMap((a) => DIALECTS.filter((b) => b !== a).map((b): [Dialect, Dialect] => [a, b]))

describe.each(paths)('an answer through %s and %s', (first, second) => {
  const responses = fc.constantFrom(...DIALECTS).chain(answersOf)

  it.each([
    ['as streams', (to: Dialect, response: IrResponse) => throughStream(to, eventsOf(response))],
    [
      'as streams in small pieces',
      (to: Dialect, response: IrResponse) => throughStream(to, splitUp(eventsOf(response))),
    ],
    ['whole', throughBody],
  ])('%s keeps words, calls, reason and usage', (_, through) => {
    fc.assert(
      fc.property(responses, (response) => {
        const once = through(first, response)
        const expected = { said: byKind(saidIn(response.parts, first)), ...leftBy(response, [first]) }
        expect(said(once, first)).toEqual(expected)
        const twice = through(second, once)
        expect(said(twice, second)).toEqual({ ...expected, ...leftBy(response, [first, second]) })
      }),
      { numRuns: 20 },
    )
  })
})

describe.each(DIALECTS)('a stream of %s', (to) => {
  it('has no half of a character in a frame', () => {
    fc.assert(
      fc.property(answersOf('claude'), (response) => {
        for (const { data } of framesOf(written(to, splitUp(eventsOf(response)))))
          expect(JSON.stringify(data)).not.toMatch(/\\ud[89a-f]/)
      }),
      { numRuns: 20 },
    )
  })

  it('says nothing after its end', () => {
    const error = { kind: 'server', status: 500, message: 'm', code: null, param: null } as const
    const begun: IrEvent[] = [
      { type: 'start', id: 'a', model: 'm' },
      { type: 'part-start', index: 0, part: { type: 'text', text: '' } },
      { type: 'text', index: 0, text: 'half' },
    ]
    for (const last of [{ type: 'end' }, { type: 'error', error }] as const) {
      const text = written(to, [...begun, { type: 'part-end', index: 0 }, last])
      expect(
        written(to, [
          ...begun,
          { type: 'part-end', index: 0 },
          last,
          { type: 'error', error },
          { type: 'end' },
        ]),
      ).toBe(text)
      expect(CHECKS[to](framesOf(text))).toEqual([])
    }
    // A failure while a part is open.
    expect(CHECKS[to](framesOf(written(to, [...begun, { type: 'error', error }])))).toEqual([])
  })
})
