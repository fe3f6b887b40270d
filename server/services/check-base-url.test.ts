import { describe, expect, it } from 'vitest'
import { checkBaseUrl } from './check-base-url'

describe('checkBaseUrl', () => {
  it.each([
    'https://api.anthropic.com',
    'https://api.anthropic.com/v1',
    'https://host.example/prefix/v1beta/',
    'http://127.0.0.1:8080',
    'http://10.0.0.5/openai',
    'http://[::1]:9000',
    'http://localhost:11434/v1',
  ])('accepts %s', (text) => {
    expect(checkBaseUrl(text)).toBeNull()
  })

  it.each([
    ['api.anthropic.com', /must be a URL/],
    ['ftp://example.com', /must begin with https/],
    ['file:///etc/passwd', /must begin with https/],
    ['https://user:canary@example.com', /user name or password/],
    ['https://canary@example.com', /user name or password/],
    ['https://example.com/v1?key=canary', /query/],
    ['https://example.com/v1?', /query/],
    ['https://example.com/#canary', /fragment/],
  ])('refuses %s and does not repeat it', (text, reason) => {
    expect(checkBaseUrl(text)?.message).toMatch(reason)
    expect(JSON.stringify(checkBaseUrl(text))).not.toContain('canary')
  })

  it.each([
    ['dotted', 'http://169.254.169.254/latest'],
    ['trailing dot', 'http://169.254.169.254./'],
    ['decimal', 'http://2852039166/'],
    ['hexadecimal', 'http://0xa9fea9fe/'],
    ['octal', 'http://0251.0376.0251.0376/'],
    ['short', 'http://169.254.43518/'],
    ['full width', 'http://１６９.254.169.254/'],
    ['mapped', 'http://[::ffff:169.254.169.254]/'],
    ['mapped in hex', 'http://[::ffff:a9fe:a9fe]/'],
    ['NAT64', 'http://[64:ff9b::169.254.169.254]/'],
    ['link-local IPv6', 'http://[fe80::1]/'],
    ['link-local IPv6, end of range', 'http://[febf::1]/'],
    ['AWS over IPv6', 'http://[fd00:ec2::254]/'],
    ['Google by name', 'http://metadata.google.internal/computeMetadata'],
    ['Google by name, in capitals and with a dot', 'http://Metadata.Google.Internal./'],
    ['Alibaba', 'http://100.100.100.200/'],
  ])('refuses a metadata address written %s', (_form, text) => {
    expect(checkBaseUrl(text)?.message).toMatch(/link-local or cloud metadata/)
  })
})
