import { describe, expect, it } from 'vitest'
import { GatewayError } from '#server/domain/errors'
import { DEFAULT_SETTINGS } from '#server/domain/settings'
import { createTranslateRequest } from './translate-request'
import type { TranslateMessage } from './translate-request'

const translateWith = (translate: TranslateMessage) =>
  createTranslateRequest({ config: () => ({ settings: DEFAULT_SETTINGS }), translate, nowMs: () => 5 })

describe('translating for the playground', () => {
  it('asks the data plane, with the names of the catalogue', () => {
    const translate = translateWith(({ modelAt, model, ...message }) => {
      expect(message).toEqual({ dialect: 'claude', kind: 'request', body: {}, repairsOff: [], nowMs: 5 })
      expect(model).toBeNull()
      expect(modelAt('gemini', 'claude-haiku-4-5')).toBe('gemini-2.5-flash')
      expect(modelAt('openai-chat', 'claude-haiku-4-5')).toBe('claude-haiku-4-5')
      return []
    })
    expect(translate({ dialect: 'claude', kind: 'request', body: {} })).toEqual([])
  })

  it.each([
    ['missing_model', 'model', 'is required, for the body names none'],
    ['bad_request', 'body', 'is no request of this protocol: no good'],
  ] as const)('takes %s for a problem of the field %s', (code, path, message) => {
    const translate = translateWith(() => {
      throw new GatewayError(code, { clientMessage: 'no good' })
    })
    expect(() => translate({ dialect: 'claude', kind: 'request', body: {} })).toThrow(
      expect.objectContaining({ code: 'invalid', issues: [{ path, message }] }),
    )
  })

  it('passes on what is the hub’s own fault', () => {
    const translate = translateWith(() => {
      throw new TypeError('a bug')
    })
    expect(() => translate({ dialect: 'claude', kind: 'request', body: {} })).toThrow(TypeError)
  })
})
