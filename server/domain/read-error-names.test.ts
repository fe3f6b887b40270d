import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readErrorNames } from './read-error-names'

describe('readErrorNames', () => {
  it.each<[string, string[]]>([
    ['{"type":"error","error":{"type":"overloaded_error","message":"m"}}', ['overloaded_error']],
    [
      '{"error":{"type":"tokens","code":"rate_limit_exceeded","param":null}}',
      ['tokens', 'rate_limit_exceeded'],
    ],
    ['{"type":"error","code":"server_error","message":"m"}', ['server_error']],
    ['{"type":"response.failed","response":{"error":{"code":"x"}}}', ['response.failed', 'x']],
    ['{"code":"invalid-argument","error":"in words"}', ['invalid-argument']],
    [
      '{"error":{"code":400,"status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"},null,7]}}',
      ['INVALID_ARGUMENT', 'API_KEY_INVALID'],
    ],
    ['[{"error":{"status":"UNAVAILABLE"}}]', ['UNAVAILABLE']],
    ['{"detail":"Invalid API Key"}', []],
    ['{"error":{"type":"","code":null,"details":{}}}', []],
    ['<html>', []],
    ['', []],
    ['null', []],
    ['[]', []],
    ['"error"', []],
  ])('of %s: %j', (body, names) => {
    expect(readErrorNames(body)).toEqual(names)
  })

  it('gives short texts whatever comes', () => {
    const name = fc.oneof(fc.string({ maxLength: 300 }), fc.json())
    const error = fc.record({ type: name, code: fc.anything(), status: name, details: fc.anything() })
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          error.map((value) => JSON.stringify({ error: value })),
        ),
        (body) => {
          for (const found of readErrorNames(body)) expect(found.length).toBeLessThanOrEqual(100)
        },
      ),
    )
  })
})
