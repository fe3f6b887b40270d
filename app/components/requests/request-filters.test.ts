import { describe, expect, it } from 'vitest'
import { logFilterOf } from './request-filters'

const NOW_MS = Date.parse('2026-03-01T12:00:00Z')
const filterOf = (search: string) => logFilterOf(new URLSearchParams(search), NOW_MS)

describe('filters of the request log', () => {
  it('reads every filter from the address', () => {
    expect(filterOf('userId=u&keyId=k&providerId=p&model=claude&status=error&range=24h')).toEqual({
      userId: 'u',
      keyId: 'k',
      providerId: 'p',
      model: 'claude',
      status: 'error',
      from: '2026-02-28T12:00:00.000Z',
      to: undefined,
    })
  })

  it('takes fixed times where no range is given', () => {
    expect(filterOf('from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z')).toMatchObject({
      from: '2026-01-01T00:00:00.000Z',
      to: '2026-01-02T00:00:00.000Z',
    })
  })

  it('does not filter by what is empty or makes no sense', () => {
    const filter = filterOf('userId=&model=%20&status=9xx&range=1y&from=yesterday')
    expect(Object.values(filter).every((value) => value === undefined)).toBe(true)
  })
})
