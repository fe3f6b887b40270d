import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCsv } from './read-csv'
import { writeCsv } from './write-csv'

describe('writeCsv', () => {
  it('quotes what would break a line or a cell', () => {
    expect(
      writeCsv([
        ['a', 1],
        ['b,c', 'say "hi"'],
        ['d\r\ne', ''],
      ]),
    ).toBe('a,1\r\n"b,c","say ""hi"""\r\n"d\r\ne",\r\n')
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\r=1', '=HYPERLINK("http://x","y")'])(
    'lets no spreadsheet take %j for a formula',
    (text) => {
      expect(readCsv(writeCsv([[text]]))[0]?.fields).toEqual([`'${text}`])
    },
  )

  it('leaves numbers alone, negative ones too', () => {
    expect(writeCsv([[-1, 0.5, 12_345_678_901_234]])).toBe('-1,0.5,12345678901234\r\n')
  })

  it('is read back as it was written', () => {
    const cell = fc.string().filter((text) => !/^[=+\-@\t\r]/.test(text))
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1 }), (cells) => {
        const [record] = readCsv(writeCsv([['mark', ...cells]]))
        expect(record?.fields).toEqual(['mark', ...cells])
      }),
    )
  })
})
