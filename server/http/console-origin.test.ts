import { describe, expect, it } from 'vitest'
import { isSameOriginRequest } from './console-origin'

const host = 'hub.internal:23000'
const publicUrl = 'https://hub.example.com'
const post = { method: 'POST', site: undefined, origin: undefined, referer: undefined, host, publicUrl }

describe('isSameOriginRequest', () => {
  it.each(['GET', 'HEAD'])('lets %s pass from anywhere', (method) => {
    expect(isSameOriginRequest({ ...post, method, origin: 'https://evil.example' })).toBe(true)
  })

  it.each([
    ['the host that was addressed', { origin: 'http://hub.internal:23000' }],
    ['the public URL', { origin: 'https://hub.example.com' }],
    ['a page of the hub, by Referer alone', { referer: 'https://hub.example.com/keys?x=1' }],
    ['a page of the hub, behind a proxy', { site: 'same-origin', origin: 'https://other.example' }],
    ['a bookmark', { site: 'none' }],
  ])('lets a form pass from %s', (_from, headers) => {
    expect(isSameOriginRequest({ ...post, ...headers })).toBe(true)
  })

  it.each([
    ['nowhere', {}],
    ['another site, as the browser says', { site: 'cross-site', origin: 'https://hub.example.com' }],
    ['another host of the same site', { site: 'same-site', origin: 'https://hub.example.com' }],
    ['another site', { origin: 'https://evil.example' }],
    ['another port', { origin: 'http://hub.internal:8080' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['a subdomain', { origin: 'https://x.hub.example.com' }],
    ['another site that quotes the hub', { referer: 'https://evil.example/?https://hub.example.com/' }],
    [
      'another site whose Referer lies',
      { origin: 'https://evil.example', referer: 'https://hub.example.com/' },
    ],
  ])('refuses a form from %s', (_from, headers) => {
    expect(isSameOriginRequest({ ...post, ...headers })).toBe(false)
  })
})
