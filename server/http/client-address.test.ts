import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { createClientAddress } from './client-address'

/** Just what of a request the address is read from. */
const request = (remoteAddress: string, headers: Record<string, string> = {}, encrypted = false) =>
  ({ headers, socket: { remoteAddress, encrypted } }) as unknown as IncomingMessage

const proxied = createClientAddress(['10.0.0.0/8', 'fd00::/8'])
const direct = createClientAddress([])

describe('the address of a client', () => {
  it.each([
    ['203.0.113.9', {}, '203.0.113.9'],
    ['::ffff:203.0.113.9', {}, '203.0.113.9'],
    ['10.1.1.1', { 'x-forwarded-for': '203.0.113.9' }, '203.0.113.9'],
    ['::ffff:10.1.1.1', { 'x-forwarded-for': '203.0.113.9, 10.2.2.2' }, '203.0.113.9'],
    ['10.1.1.1', { 'x-forwarded-for': '6.6.6.6, 203.0.113.9' }, '203.0.113.9'],
    ['10.1.1.1', { 'x-forwarded-for': 'nonsense' }, '10.1.1.1'],
    ['10.1.1.1', {}, '10.1.1.1'],
    ['203.0.113.9', { 'x-forwarded-for': '6.6.6.6' }, '203.0.113.9'],
  ])('of %s with %j is %s', (peer, headers, ip) => {
    expect(proxied.ip(request(peer, headers))).toBe(ip)
  })

  it('is never taken from a header without a trusted proxy', () => {
    expect(direct.ip(request('203.0.113.9', { 'x-forwarded-for': '6.6.6.6' }))).toBe('203.0.113.9')
  })
})

describe('the way from a client', () => {
  it.each([
    ['127.0.0.1', {}, false, true],
    ['::1', {}, false, true],
    ['::ffff:127.0.0.1', {}, false, true],
    ['203.0.113.9', {}, false, false],
    ['203.0.113.9', {}, true, true],
    ['203.0.113.9', { 'x-forwarded-proto': 'https' }, false, false],
    ['127.0.0.1.evil', {}, false, false],
    ['', {}, false, false],
  ])('from %j with %j, encrypted %s, is secure: %s', (peer, headers, encrypted, secure) => {
    expect(direct.isSecure(request(peer, headers, encrypted))).toBe(secure)
  })

  it.each([
    [{ 'x-forwarded-proto': 'https' }, true],
    [{ 'x-forwarded-proto': 'http' }, false],
    [{ 'x-forwarded-proto': 'https, http' }, false],
    [{}, false],
  ])('through a trusted proxy with %j is secure: %s', (headers, secure) => {
    expect(proxied.isSecure(request('10.1.1.1', headers))).toBe(secure)
  })
})
