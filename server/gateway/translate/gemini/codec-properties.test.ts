import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GatewayError } from '#server/domain/errors'
import type { Part } from '../ir/parts'
import { collect, eventsOf, IrFailure } from '../ir/response'
import type { IrEvent, IrResponse } from '../ir/response'
import { inSequence } from '../ir/sequence'
import { geminiCodec } from './codec'
import { contextOf, framesOf, plain, targetOf } from './gemini-fixtures'
import { checkGeminiStream } from './grammar'

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
const signature = fc.option(
  text.map((value) => ({ dialect: 'gemini' as const, value })),
  { nil: null },
)
const part: fc.Arbitrary<Part> = fc.oneof(
  text.map((said): Part => ({ type: 'text', text: said })),
  fc.tuple(text, signature).map(([said, signed]): Part => ({
    type: 'reasoning',
    text: said,
    redacted: false,
    signature: signed,
  })),
  fc
    .tuple(text, signature, fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.jsonValue()))
    .map(([id, signed, args]): Part => ({
      type: 'tool_call',
      id: `id-${id}`,
      name: 'f',
      namespace: null,
      kind: 'function',
      arguments: JSON.stringify(JSON.parse(JSON.stringify(args))),
      signature: signed,
    })),
)
/** Gemini cannot tell two texts in a row from one. */
const parts = fc
  .array(part, { maxLength: 6 })
  .map((list) => list.filter(({ type }, index) => type === 'tool_call' || list[index - 1]?.type !== type))
const usage = fc
  .tuple(fc.nat(1_000), fc.nat(1_000), fc.nat(1_000), fc.nat(1_000))
  .map(([input, cacheRead, answer, reasoning]) => ({
    input,
    cacheRead,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    output: answer + reasoning,
    reasoning,
  }))
const response: fc.Arbitrary<IrResponse> = fc.record({
  id: text.map((id) => `r${id}`),
  model: fc.constant('gemini-x'),
  parts,
  finish: fc
    .constantFrom('MAX_TOKENS', 'SAFETY', 'STOP')
    .map((raw) => ({ reason: 'stop' as const, stopSequence: null, raw })),
  usage,
})
/** With the reason that this answer must have. */
const answers = response.map((given): IrResponse => {
  const raw = given.finish?.raw ?? 'STOP'
  const calls = given.parts.some(({ type }) => type === 'tool_call')
  const reason =
    raw === 'MAX_TOKENS' ? 'length' : calls ? 'tool_calls' : raw === 'SAFETY' ? 'content_filter' : 'stop'
  return { ...given, finish: { reason, stopSequence: null, raw } }
})

/** Texts in as many pieces as they have units: characters are split in their middle. */
function* splitUp(events: Iterable<IrEvent>): Generator<IrEvent> {
  for (const event of events)
    if (event.type === 'text' || event.type === 'arguments')
      for (const unit of event.text.split('')) yield { ...event, text: unit }
    else yield event
}

function through(events: Iterable<IrEvent>): { frames: ReturnType<typeof framesOf>; again: IrResponse } {
  const encoder = geminiCodec.createStreamEncoder(contextOf(true))
  const frames = framesOf([...events].map((event) => encoder.encode(event)).join(''))
  const decoder = geminiCodec.createStreamDecoder()
  const decoded = [...frames.flatMap((frame) => decoder.feed(frame)), ...decoder.finish()]
  return { frames, again: collect(decoded.flatMap(inSequence())) }
}

describe('the codec of Gemini', () => {
  it('says and understands the same answer', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const { frames, again } = through(eventsOf(answer))
        expect(checkGeminiStream(frames)).toEqual([])
        expect(plain(again)).toEqual(answer)
        const whole = geminiCodec.encodeResponse(answer, contextOf(true))
        expect(plain(geminiCodec.decodeResponse(whole))).toEqual(answer)
      }),
      { numRuns: 200 },
    )
  })

  it('keeps characters whole that come in halves', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const { frames, again } = through(splitUp(eventsOf(answer)))
        for (const { data } of frames) expect(JSON.stringify(data)).not.toMatch(/\\ud[89a-f]/)
        expect(plain(again)).toEqual(answer)
      }),
      { numRuns: 100 },
    )
  })

  const nearby = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(null, '', 'user', 'model', 0, -1, true, [], {}),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom(
          'contents',
          'parts',
          'role',
          'text',
          'thought',
          'thoughtSignature',
          'functionCall',
          'functionResponse',
          'name',
          'args',
          'response',
          'id',
          'inlineData',
          'inline_data',
          'mimeType',
          'data',
          'fileData',
          'fileUri',
          'tools',
          'functionDeclarations',
          'parameters',
          'toolConfig',
          'generationConfig',
          'thinkingConfig',
          'systemInstruction',
          'candidates',
          'content',
          'finishReason',
          'index',
          'usageMetadata',
          'groundingMetadata',
          'groundingChunks',
          'groundingSupports',
          'segment',
          'error',
          'status',
          'partialArgs',
          'jsonPath',
          'stringValue',
          'willContinue',
          'promptFeedback',
          'blockReason',
          'details',
          'properties',
          'items',
          'anyOf',
        ),
        tie('value'),
        { maxKeys: 6 },
      ),
    ),
  })).value
  const anything = fc.oneof(
    fc.jsonValue(),
    nearby,
    nearby.map((contents) => ({ contents })),
    nearby.map((parts) => ({ candidates: [{ content: { parts } }] })),
  )

  it('refuses any other request with what is wrong', () => {
    fc.assert(
      fc.property(anything, (body) => {
        try {
          const request = geminiCodec.decodeRequest(body, { model: 'gemini-3-x', stream: null })
          geminiCodec.encodeRequest(request, targetOf('gemini-3-x'))
        } catch (error) {
          expect(error).toBeInstanceOf(GatewayError)
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('takes any answer without falling over', () => {
    fc.assert(
      fc.property(anything, (body) => {
        try {
          const answer = geminiCodec.decodeResponse(body)
          geminiCodec.encodeResponse(answer, contextOf(true))
        } catch (error) {
          expect(error).toBeInstanceOf(IrFailure)
        }
        const decoder = geminiCodec.createStreamDecoder()
        const encoder = geminiCodec.createStreamEncoder(contextOf(false))
        const events = [...decoder.feed({ name: null, data: body }), ...decoder.finish()]
        for (const event of events) encoder.encode(event)
        geminiCodec.decodeError(500, body)
      }),
      { numRuns: 1_000 },
    )
  })
})
