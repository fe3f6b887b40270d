import { describe, expect, it } from 'vitest'
import { createLogger, redact } from './logger'

function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = []
  write(createLogger({ level: 'trace', write: (line) => lines.push(line) }))
  return lines.join('')
}
const KEY = `sk-cch-${'A'.repeat(12)}-${'s3cret'.repeat(6)}abcd`

describe('the log', () => {
  it('keeps what tells keys apart and drops the rest', () => {
    expect(redact(`key ${KEY}.`)).toBe(`key sk-cch-${'A'.repeat(12)}-***.`)
  })

  it.each([
    ['sk-ant-api03-s3cretsecret_-x', 's3cret'],
    ['sk-proj-s3cretsecret', 's3cret'],
    ['AIzaSyS3cretS3cret', 'S3cret'],
    ['ya29.a0s3cret-s3cret', 's3cret'],
    ['Authorization: Bearer s3cret.with/odd+chars==', 's3cret'],
    ['bearer s3cret', 's3cret'],
    ['GET /v1beta/models?alt=sse&key=s3cret&x=1', 's3cret'],
    ['?access_token=s3cret', 's3cret'],
  ])('blanks %s', (text, secret) => {
    expect(redact(text)).not.toContain(secret)
    expect(logged((log) => log.info({ nested: { deeper: [text] } }, text))).not.toContain(secret)
  })

  it.each(['authorization', 'x-api-key', 'x-goog-api-key', 'cookie', 'set-cookie', 'proxy-authorization'])(
    'blanks the header %s, however it is spelt',
    (name) => {
      expect(logged((log) => log.warn({ headers: { [name]: 's3cret' } }))).not.toContain('s3cret')
      expect(logged((log) => log.warn({ headers: { [name.toUpperCase()]: 's3cret' } }))).not.toContain(
        's3cret',
      )
    },
  )

  it('blanks a header with a quote in it to its end', () => {
    expect(logged((log) => log.warn({ headers: { cookie: 'a="s1"; b=s3cret' } }))).not.toContain('s3cret')
  })

  it('blanks what errors, their causes and stacks say', () => {
    const error = new Error(`failed with ${KEY}`, { cause: new Error(`inner ${KEY}`) })
    expect(logged((log) => log.error({ err: error }, 'oops'))).not.toContain('s3cret')
  })

  it('leaves ordinary words, and lines that are still JSON', () => {
    const line = logged((log) =>
      log.info({ model: 'claude-sk', path: '/v1/messages?beta=true', key: KEY }, 'task-skipped'),
    )
    expect(JSON.parse(line)).toMatchObject({
      model: 'claude-sk',
      path: '/v1/messages?beta=true',
      msg: 'task-skipped',
    })
  })

  it('says nothing below its level', () => {
    const lines: string[] = []
    const log = createLogger({ level: 'warn', write: (line) => lines.push(line) })
    log.info('x')
    expect(lines).toEqual([])
  })
})
