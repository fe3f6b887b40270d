import { expect, it } from 'vitest'
import { scanBody } from '../ingress/scan-body'
import { matchRoute } from '../ingress/match-route'
import { sizeOf } from './request-size'

const size = (path: string, body: object) => {
  const bytes = Buffer.from(JSON.stringify(body))
  const { maxOutputTokens, choices, bodyBytes } = sizeOf({
    route: matchRoute('POST', path, {}),
    body: scanBody(bytes),
  })
  expect(bodyBytes).toBe(bytes.length)
  return [maxOutputTokens, choices]
}
const gemini = (generationConfig: object) =>
  size('/v1beta/models/m:generateContent', { contents: [], generationConfig })

it.each([
  ['/v1/messages', { max_tokens: 64 }, 64, 1],
  ['/v1/messages', {}, null, 1],
  ['/v1/chat/completions', { max_tokens: 10, n: 3 }, 10, 3],
  ['/v1/chat/completions', { max_completion_tokens: 20, max_tokens: 10 }, 20, 1],
  ['/v1/responses', { max_output_tokens: 30 }, 30, 1],
  ['/v1/messages', { max_tokens: 1.5 }, 2, 1],
  // What the upstream will refuse is no smaller for it.
  ['/v1/messages', { max_tokens: '64' }, null, 1],
  ['/v1/messages', { max_tokens: -5 }, null, 1],
  ['/v1/messages', { max_tokens: null }, null, 1],
  ['/v1/chat/completions', { n: 0 }, null, 1],
  ['/v1/messages', { metadata: { max_tokens: 5 } }, null, 1],
])('%s %j', (path, body, maxOutputTokens, choices) => {
  expect(size(path, body)).toEqual([maxOutputTokens, choices])
})

it("reads Gemini's own place for it, in both spellings", () => {
  expect(gemini({ maxOutputTokens: 100, candidateCount: 2 })).toEqual([100, 2])
  expect(gemini({ max_output_tokens: 50 })).toEqual([50, 1])
  expect(
    size('/v1beta/models/m:generateContent', { contents: [], generation_config: { maxOutputTokens: 7 } }),
  ).toEqual([7, 1])
  expect(gemini({})).toEqual([null, 1])
  expect(size('/v1internal:generateContent', { model: 'm', request: {} })).toEqual([null, 1])
})
