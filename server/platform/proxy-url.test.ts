import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { parseProxyUrl } from './proxy-url'

describe('parseProxyUrl', () => {
  it.each([
    ['http://proxy.example.com', 'proxy.example.com', 80],
    ['https://proxy.example.com', 'proxy.example.com', 443],
    ['http://proxy.example.com:80', 'proxy.example.com', 80],
    ['socks5://proxy.example.com', 'proxy.example.com', 1080],
    ['socks5h://proxy.example.com:80', 'proxy.example.com', 80],
    ['socks5://[2001:db8::1]:1081', '2001:db8::1', 1081],
    ['socks5://0xa9fea9fe', '169.254.169.254', 1080],
    ['socks5://b%C3%BCcher.example', 'xn--bcher-kva.example', 1080],
  ])('%s is at %s, port %i', (url, host, port) => {
    expect(parseProxyUrl(url)).toMatchObject({ host, port, credentials: null })
  })

  it('decodes the credentials', () => {
    expect(parseProxyUrl('http://a%40b:p%3A%2Fw%C3%B6rd@proxy').credentials).toEqual({
      user: 'a@b',
      password: 'p:/wörd',
    })
    expect(parseProxyUrl('socks5://token@proxy').credentials).toEqual({ user: 'token', password: '' })
  })

  it.each([
    'ftp://user:hunter2@proxy',
    'http://user:hunter2%@proxy',
    'http://user:hunter2@:1',
    'constructor:x',
  ])('refuses %s without repeating it', (url) => {
    try {
      parseProxyUrl(url)
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({ code: 'PROXY_FAILED', reason: 'protocol' })
      expect(inspect(error, { showHidden: true })).not.toContain('hunter2')
    }
  })
})
