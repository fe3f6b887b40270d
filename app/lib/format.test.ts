import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '#app/i18n/languages'
import { createFormat } from './format'

const AT = '2026-03-10T21:05:09Z'

describe.each(LANGUAGES)('figures in %s', (language) => {
  const format = createFormat(language, 'Asia/Tokyo')

  it('have Latin digits, so that columns and code beside them line up', () => {
    const texts = [
      format.number(1_234_567),
      format.percent(0.125),
      format.dateTime(AT),
      format.fullDateTime(AT),
      format.utcDate(AT),
      format.minute(AT),
      format.duration(250),
      format.duration(90_000),
      format.bytes(1_500),
      format.usd('0.000012'),
      format.cost(12.5),
      format.compact(1_234_567),
      format.day(AT),
      format.month(AT),
    ]
    for (const text of texts) expect(text).toMatch(/[0-9]/)
    expect(texts.join(' ').replace(/[0-9]/g, '')).not.toMatch(/\p{Nd}/u)
  })

  it('tell the time by the reader’s clock, in 24 hours', () => {
    expect(format.minute(AT)).toContain('06:05')
    expect(format.dateTime(AT)).toContain('06:05:09')
    expect(format.dateTime(AT)).toContain('11')
  })

  it('keep every digit of a cost, and its sign in one piece', () => {
    expect(format.usd('0.000000012')).toMatch(/^(?:US)?\$0\.000000012$/)
  })
})
