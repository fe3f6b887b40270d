import { describe, expect, it } from 'vitest'
import { scanBody } from '../ingress/scan-body'
import { findSessionId } from './find-session-id'

const find = (headers: Record<string, string>, body: object = {}) =>
  findSessionId('key1', headers, scanBody(Buffer.from(JSON.stringify(body))))
const UUID = '42369107-e016-4c7e-b4cd-65d61f6c1823'
const HASH = 'a'.repeat(64)

describe('findSessionId', () => {
  it.each([
    'x-claude-code-session-id',
    'session-id',
    'session_id',
    'conversation_id',
    'x-session-id',
    'x-session-affinity',
  ])('reads the header %s', (name) => {
    expect(find({ [name]: UUID })).toBe(`key1:${UUID}`)
  })

  it.each([
    ['JSON, since 2.1.78', JSON.stringify({ device_id: HASH, account_uuid: '', session_id: UUID })],
    ['text without an account', `user_${HASH}_account__session_${UUID}`],
    ['text with an account', `user_${HASH}_account_${UUID}_session_${UUID}`],
  ])('reads Claude Code’s metadata: %s', (_, user_id) => {
    expect(find({}, { metadata: { user_id } })).toBe(`key1:${UUID}`)
  })

  it('reads what OpenAI’s and Google’s clients put into the body', () => {
    expect(find({}, { prompt_cache_key: 'qwen-code:1' })).toBe('key1:qwen-code:1')
    expect(find({}, { request: { session_id: 's1' } })).toBe('key1:s1')
  })

  it('takes headers before the body, and Claude Code’s own before the rest', () => {
    expect(find({ 'x-session-id': 'b', 'x-claude-code-session-id': 'a' }, { prompt_cache_key: 'c' })).toBe(
      'key1:a',
    )
    expect(
      find({}, { metadata: { user_id: JSON.stringify({ session_id: 'm' }) }, prompt_cache_key: 'c' }),
    ).toBe('key1:m')
  })

  it.each([
    [{}],
    [{ metadata: null }],
    [{ metadata: { user_id: 'somebody' } }],
    [{ metadata: { user_id: '{broken' } }],
    [{ metadata: { user_id: '{"session_id":1}' } }],
    [{ metadata: { user_id: 5 } }],
    [{ metadata: 'text', prompt_cache_key: '', request: [] }],
    [{ metadata: { user_id: JSON.stringify({ session_id: 's' }), more: 'x'.repeat(70_000) } }],
  ])('finds nothing in %j', (body) => {
    expect(find({}, body)).toBeNull()
  })

  it('keeps an endless id short, and keys apart', () => {
    expect(find({ 'session-id': 'x'.repeat(500) })).toBe(`key1:${'x'.repeat(128)}`)
    expect(findSessionId('key2', { 'session-id': 'x' }, scanBody(Buffer.from('{}')))).toBe('key2:x')
  })
})
