import { describe, expect, it } from 'vitest'
import { returnHeaders } from '../stream/return-headers'
import { forwardHeaders } from './forward-headers'

const forwarded = (headers: Record<string, string>) => {
  const list = forwardHeaders(Object.entries(headers).flat())
  return list.filter((_, i) => i % 2 === 0)
}

describe('what goes upstream', () => {
  it.each([
    'anthropic-version',
    'anthropic-beta',
    'anthropic-dangerous-direct-browser-access',
    'x-claude-code-session-id',
    'x-app',
    'x-stainless-lang',
    'openai-beta',
    'originator',
    'version',
    'session-id',
    'session_id',
    'conversation_id',
    'thread-id',
    'x-codex-turn-metadata',
    'x-openai-subagent',
    'x-client-request-id',
    'x-goog-api-client',
    'user-agent',
    'accept',
    'content-type',
    'idempotency-key',
    'x-session-affinity',
  ])('%s does', (name) => {
    expect(forwarded({ [name]: 'v' })).toEqual([name])
  })

  it.each([
    'authorization',
    'x-api-key',
    'x-goog-api-key',
    'proxy-authorization',
    'cookie',
    'host',
    'content-length',
    'content-encoding',
    'accept-encoding',
    'connection',
    'keep-alive',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
    'expect',
    'forwarded',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-real-ip',
    'cf-connecting-ip',
    'true-client-ip',
    'origin',
    'referer',
    'openai-organization',
    'openai-project',
    'x-goog-user-project',
    'x-custom',
    'chatgpt-account-id',
    'x-goog-iam-authorization-token',
  ])('%s does not', (name) => {
    expect(forwarded({ [name]: 'v' })).toEqual([])
  })

  it('has no second credential under an allowed prefix', () => {
    for (const name of [
      'anthropic-api-key',
      'openai-api-key',
      'x-gemini-api-key',
      'x-openai-authorization',
      'x-goog-authenticated-user-email',
    ])
      expect({ name, forwarded: forwarded({ [name]: 'v' }) }).toEqual({ name, forwarded: [] })
  })

  it('is spelt in lower case, whatever came, and repeats what repeats', () => {
    expect(forwardHeaders(['Anthropic-Beta', 'a', 'X-API-Key', 'k', 'ANTHROPIC-BETA', 'b'])).toEqual([
      'anthropic-beta',
      'a',
      'anthropic-beta',
      'b',
    ])
  })
})

const returned = (...headers: [string, string][]) =>
  returnHeaders(headers.flat().map((text) => Buffer.from(text, 'latin1')))

describe('what comes back', () => {
  it.each([
    'content-type',
    'request-id',
    'x-request-id',
    'retry-after',
    'retry-after-ms',
    'x-should-retry',
    'anthropic-ratelimit-requests-remaining',
    'openai-processing-ms',
    'openai-version',
    'x-ratelimit-remaining-tokens',
    'x-codex-primary-used-percent',
    'cache-control',
  ])('%s does', (name) => {
    expect(returned([name, 'v']).headers).toEqual([name, 'v'])
  })

  it.each([
    'set-cookie',
    'set-cookie2',
    'connection',
    'keep-alive',
    'transfer-encoding',
    'trailer',
    'upgrade',
    'server',
    'via',
    'alt-svc',
    'date',
    'www-authenticate',
    'proxy-authenticate',
    'anthropic-organization-id',
    'openai-organization',
    'openai-project',
    'cf-ray',
    'access-control-allow-origin',
    'strict-transport-security',
    'location',
    'x-internal',
  ])('%s does not', (name) => {
    expect(returned([name, 'v']).headers).toEqual([])
  })

  it('tells type and length apart from the rest', () => {
    expect(returned(['Content-Type', 'text/event-stream; charset=utf-8'], ['Content-Length', '12'])).toEqual({
      headers: ['content-type', 'text/event-stream; charset=utf-8'],
      contentType: 'text/event-stream; charset=utf-8',
      contentLength: '12',
    })
    expect(returned()).toEqual({ headers: [], contentType: '', contentLength: null })
  })

  it('keeps bytes above ASCII as they were', () => {
    expect(returned(['openai-model', 'gr\xf6\xdfe']).headers).toEqual(['openai-model', 'gr\xf6\xdfe'])
  })
})
