import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { GatewayError } from '#server/domain/errors'
import { GATEWAY_CALLS } from '#server/testing/gateway-calls'
import { guessDialect, matchRoute } from './match-route'

const match = (url: string, method = 'POST', headers: Record<string, string> = {}) =>
  matchRoute(method, url, headers)
const refused = (url: string, method = 'POST'): string | null => {
  try {
    match(url, method)
    return null
  } catch (error) {
    return error instanceof GatewayError ? error.code : 'another error'
  }
}

describe('the list of calls that the tests go through', () => {
  it.each(GATEWAY_CALLS)('$method $path is what it says', ({ method, path, headers, endpoint, dialect }) => {
    expect(match(path, method, headers)).toMatchObject({ method, endpoint, dialect })
  })

  it('has every path and every method that the router knows', () => {
    // The router keeps its tables to itself; their keys are read from its text.
    const text = readFileSync(new URL('./match-route.ts', import.meta.url), 'utf8')
    const fixed = [...text.matchAll(/^ {2}'(\/v1[^']*)': \{/gm)].map(([, path]) => path)
    const methods = [...text.matchAll(/^ {2}(\w+): \{ operation:/gm)].map(([, name]) => name)
    expect(fixed.length).toBeGreaterThan(5)
    expect(methods.length).toBeGreaterThan(3)
    const paths = GATEWAY_CALLS.map(({ path }) => path)
    expect(fixed.filter((path) => !paths.some((known) => known === path))).toEqual([])
    expect(methods.filter((name) => !paths.some((known) => known.endsWith(`:${name ?? ''}`)))).toEqual([])
  })
})

describe('the path', () => {
  it.each([
    ['/v1/messages', '/v1/messages'],
    ['/v1/messages/', '/v1/messages'],
    ['/v1/v1/messages', '/v1/messages'],
    ['/v1/v1beta/models/m:countTokens', '/v1beta/models/m:countTokens'],
    ['/v1/messages?beta=true', '/v1/messages?beta=true'],
    ['/v1/messages?key=secret', '/v1/messages'],
    ['/v1/messages?a=1&key=secret&b=2', '/v1/messages?a=1&b=2'],
    ['/v1/messages?KEY=secret&api_key=s&access_token=s&a=%20', '/v1/messages?a=%20'],
    ['/v1/messages?monkey=1', '/v1/messages?monkey=1'],
    ['/v1/messages?', '/v1/messages'],
  ])('%s goes upstream as %s', (url, upstreamPath) => {
    expect(match(url).upstreamPath).toBe(upstreamPath)
  })

  it.each([
    ['/v1beta/models/gemini-2.5-pro:generateContent', 'gemini-2.5-pro', false],
    ['/v1beta/models/a%2Fb:streamGenerateContent?alt=sse', 'a/b', true],
    ['/v1/tunedModels/x-1:generateContent', 'x-1', false],
    ['/v1beta/models/%zz:generateContent', '%zz', false],
  ])('%s names the model %s', (url, modelInPath, streamInPath) => {
    expect(match(url)).toMatchObject({ modelInPath, streamInPath, dialect: 'gemini', envelope: false })
  })

  it('of Code Assist names no model and means the envelope', () => {
    expect(match('/v1internal:streamGenerateContent?alt=sse')).toMatchObject({
      modelInPath: null,
      streamInPath: true,
      envelope: true,
    })
    expect(match('/v1internal:onboardUser')).toMatchObject({ operation: 'code-assist', streamInPath: false })
  })

  it.each([
    '/v1',
    '/v1/nothing',
    '/v1/messages/x',
    '/v1beta/models/a/b:generateContent',
    '/v1/models/m:fly',
    '/v1/toString',
    '/v1/constructor',
  ])('%s is not found', (url) => {
    expect(refused(url)).toBe('not_found')
  })

  it.each([
    ['GET', '/v1/messages'],
    ['HEAD', '/v1/messages'],
    ['POST', '/v1/models'],
    ['DELETE', '/v1beta/models'],
    ['GET', '/v1beta/models/m:generateContent'],
    ['GET', '/v1internal:generateContent'],
  ])('%s %s is no method of it', (method, url) => {
    expect(refused(url, method)).toBe('method_not_allowed')
  })
})

describe('the dialect of an error where no endpoint was found', () => {
  it.each([
    ['/v1beta/x', {}, 'gemini'],
    ['/v1internal:x', {}, 'gemini'],
    ['/v1/messages/x', {}, 'claude'],
    ['/v1/responses/x', {}, 'codex-responses'],
    ['/v1/x', { 'anthropic-version': 'x' }, 'claude'],
    ['/v1/x', { 'x-goog-api-key': 'x' }, 'gemini'],
    ['/v1/x', {}, 'openai-chat'],
  ])('%s %o: %s', (url, headers, dialect) => {
    expect(guessDialect(url, headers)).toBe(dialect)
  })
})
