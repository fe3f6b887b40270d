import { describe, expect, it } from 'vitest'
import { checkProxyUrl } from './check-proxy-url'

describe('the URL of a proxy', () => {
  it.each([
    'http://proxy.example.com:8080',
    'https://user:p%40ss@proxy.example.com',
    'socks5://127.0.0.1:1080',
    'socks5h://user:pass@[2001:db8::1]:1080/',
  ])('%s can be used', (url) => {
    expect(checkProxyUrl(url)).toBeNull()
  })

  it.each([
    ['no URL', 'proxy.internal', /must be a URL/],
    ['a scheme that is not known', 'ftp://proxy.example.com', /must begin with/],
    ['no scheme, which makes the host one', 'proxy:8080', /must begin with/],
    ['no host', 'socks5://', /must/],
    ['a path', 'socks5://proxy.example.com:1080/path', /no path/],
    ['a query', 'http://proxy.example.com:8080?', /no path, query/],
    ['a bare percent sign', 'http://user:50%@proxy.example.com', /%25/],
    ['a metadata address', 'http://169.254.169.254:80', /must not point/],
    ['the same in hexadecimal', 'socks5://0xa9fea9fe:1080', /must not point/],
  ])('is refused with %s, without being repeated', (_case, url, message) => {
    const problem = checkProxyUrl(url)
    expect(problem?.message).toMatch(message)
    expect(JSON.stringify(problem)).not.toContain(url)
  })
})
