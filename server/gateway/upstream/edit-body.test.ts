import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runtimeProvider } from '#server/testing/runtime-provider'
import type { Route, Routed } from '../exchange'
import { scanBody } from '../ingress/scan-body'
import { editBody } from './edit-body'

const PROVIDER = runtimeProvider({ type: 'openai-compatible' })
const ROUTE: Route = {
  endpoint: 'chat-completions',
  dialect: 'openai-chat',
  operation: 'generate',
  method: 'POST',
  upstreamPath: '/v1/chat/completions',
  modelInPath: null,
  streamInPath: null,
  envelope: false,
}

/** Edit a body that names its model, as the gateway would on its way to `servedModel`. */
function edit(text: string, options: { servedModel?: string; streaming?: boolean } = {}) {
  const body = scanBody(Buffer.from(text))
  const model = body.text('model')
  // Of the whole exchange, the edit looks at these parts only.
  const routed = {
    body,
    model,
    route: ROUTE,
    provider: PROVIDER,
    servedModel: options.servedModel ?? model,
    streaming: options.streaming ?? false,
  } as Routed
  const { bytes, usageRequested } = editBody(routed)
  return { text: bytes.toString('utf8'), bytes, usageRequested, original: body.bytes }
}

describe('a model redirect', () => {
  it.each([
    ['first', '{"model":"a","x":1}', '{"model":"b","x":1}'],
    ['last', '{"x":1,"model":"a"}', '{"x":1,"model":"b"}'],
    ['alone', '{"model":"a"}', '{"model":"b"}'],
    [
      'with white space',
      '\n{ "model"\t:\r\n  "a"  ,\n "x" : 1 }\n',
      '\n{ "model"\t:\r\n  "b"  ,\n "x" : 1 }\n',
    ],
    ['with an escaped key', '{"mod\\u0065l":"a","x":1}', '{"mod\\u0065l":"b","x":1}'],
    [
      'with an escaped value',
      '{"model":"\\u0061","x":"\\ud83c\\udf0d"}',
      '{"model":"b","x":"\\ud83c\\udf0d"}',
    ],
    ['beside other letters', '{"世界":"🌍","model":"a","é":"\\\\"}', '{"世界":"🌍","model":"b","é":"\\\\"}'],
    [
      'beside models further in',
      '{"a":{"model":"a"},"model":"a","b":["model","a"]}',
      '{"a":{"model":"a"},"model":"b","b":["model","a"]}',
    ],
    [
      'beside odd numbers',
      '{"n":1.0e+02,"big":12345678901234567890,"model":"a"}',
      '{"n":1.0e+02,"big":12345678901234567890,"model":"b"}',
    ],
  ])('changes the model’s bytes and nothing else: %s', (_, text, expected) => {
    expect(edit(text, { servedModel: 'b' }).text).toBe(expected)
  })

  it('writes names that need escapes', () => {
    expect(edit('{"model":"a"}', { servedModel: 'ü"\\\n' }).text).toBe('{"model":"ü\\"\\\\\\n"}')
  })

  it('leaves the very bytes alone when the model stays', () => {
    const { bytes, original } = edit('{"model":"a" , "x":1}')
    expect(bytes).toBe(original)
  })

  it('never writes to the client’s own bytes, which a second attempt needs', () => {
    const before = '{"model":"aaaa","stream":true}'
    expect(edit(before, { servedModel: 'b', streaming: true }).original.toString()).toBe(before)
  })
})

describe('asking for usage', () => {
  it.each([
    [
      'absent',
      '{"model":"a","stream":true}',
      '{"model":"a","stream":true,"stream_options":{"include_usage":true}}',
    ],
    [
      'white space at the end',
      '{"model":"a" }\n ',
      '{"model":"a" ,"stream_options":{"include_usage":true}}\n ',
    ],
    ['null', '{"stream_options":null,"model":"a"}', '{"stream_options":{"include_usage":true},"model":"a"}'],
    [
      'false',
      '{"model":"a","stream_options":{"include_usage":false}}',
      '{"model":"a","stream_options":{"include_usage":true}}',
    ],
    [
      'with more',
      '{"stream_options":{"include_obfuscation":false},"model":"a"}',
      '{"stream_options":{"include_obfuscation":false,"include_usage":true},"model":"a"}',
    ],
  ])('stream_options %s', (_, text, expected) => {
    expect(edit(text, { streaming: true })).toMatchObject({ text: expected, usageRequested: true })
  })

  it.each([
    '{"model":"a","stream_options":{"include_usage":true}}',
    '{"model":"a","stream_options": { "include_usage" : true, "x":1 } }',
  ])('is left to a client that asks itself: %s', (text) => {
    expect(edit(text, { streaming: true })).toMatchObject({ text, usageRequested: false })
  })

  it('is for streams only', () => {
    expect(edit('{"model":"a"}')).toMatchObject({ text: '{"model":"a"}', usageRequested: false })
  })

  it('goes together with a redirect, whichever comes first', () => {
    expect(edit('{"stream_options":{},"model":"a"}', { servedModel: 'b', streaming: true }).text).toBe(
      '{"stream_options":{"include_usage":true},"model":"b"}',
    )
    expect(edit('{"model":"a","stream_options":{}}', { servedModel: 'bcd', streaming: true }).text).toBe(
      '{"model":"bcd","stream_options":{"include_usage":true}}',
    )
  })

  it('calls options that are no JSON the client’s fault', () => {
    expect(() => edit('{"model":"a","stream_options":{"x":"\\q"}}', { streaming: true })).toThrow(
      'not valid JSON',
    )
  })
})

it('means what it should for any body: the same tree with the model and the usage flag changed', () => {
  const bodies = fc
    .dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }))
    .filter((object) => !('__proto__' in object))
  fc.assert(
    fc.property(
      bodies,
      fc.string({ minLength: 1 }),
      fc.string({ minLength: 1 }),
      fc.boolean(),
      (rest, from, to, streaming) => {
        const body = { ...rest, model: from, stream_options: {} }
        const tree = JSON.parse(
          edit(JSON.stringify(body, null, 1), { servedModel: to, streaming }).text,
        ) as unknown
        expect(tree).toEqual({
          ...(JSON.parse(JSON.stringify(body)) as object),
          model: to,
          stream_options: streaming ? { include_usage: true } : {},
        })
      },
    ),
  )
})
